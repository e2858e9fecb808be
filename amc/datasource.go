package amc

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

// DataSource is a table that the instance's SQL can read.
type DataSource struct {
	ID          string // the table's name, perhaps with a schema in front
	Description string
	Columns     []DataSourceColumn
	Owner       string // AMAZON or CUSTOMER
	Provider    string // AMAZON or ADVERTISER_DATA_UPLOAD
	Tags        []DataSourceTag
	Channels    []OutputChannel
}

// ColumnType says whether a column is summed up or grouped by.
type ColumnType string

// The column types.
const (
	ColumnMetric    ColumnType = "METRIC"
	ColumnDimension ColumnType = "DIMENSION"
)

// DataSourceColumn is one column. DataType is zero where Amazon leaves it out.
type DataSourceColumn struct {
	Name        string     `json:"name"`
	Description string     `json:"description"`
	ColumnType  ColumnType `json:"columnType"`
	DataType    DataType   `json:"dataType"`
}

// DataSourceTag marks a data source as NEW, RENAMED or DEPRECATED.
type DataSourceTag struct {
	Type        string `json:"type"`
	Title       string `json:"title"`
	Subtext     string `json:"subtext"`
	Description string `json:"description"`
}

// OutputChannel says whether a data source may flow into one kind of output.
type OutputChannel struct {
	Type              string // ACR, DOWNLOAD or PUBLISH
	ACRMemberID       string
	ACRMembershipID   string
	Available         bool
	UnavailableReason string
}

// UnmarshalJSON reads Amazon's form.
func (d *DataSource) UnmarshalJSON(data []byte) error {
	var wire struct {
		DataSourceID   text               `json:"dataSourceId"`
		Description    text               `json:"description"`
		Columns        []DataSourceColumn `json:"columns"`
		Owner          text               `json:"owner"`
		Provider       text               `json:"provider"`
		Tags           []DataSourceTag    `json:"tags"`
		OutputChannels []struct {
			Channel struct {
				Type            text `json:"type"`
				ACRMemberID     text `json:"acrMemberId"`
				ACRMembershipID text `json:"acrMembershipId"`
			} `json:"channel"`
			OutputAvailable         boolean `json:"outputAvailable"`
			OutputUnavailableReason text    `json:"outputUnavailableReason"`
		} `json:"outputChannels"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*d = DataSource{
		ID:          string(wire.DataSourceID),
		Description: string(wire.Description),
		Columns:     wire.Columns,
		Owner:       string(wire.Owner),
		Provider:    string(wire.Provider),
		Tags:        wire.Tags,
	}
	for _, output := range wire.OutputChannels {
		d.Channels = append(d.Channels, OutputChannel{
			Type:              string(output.Channel.Type),
			ACRMemberID:       string(output.Channel.ACRMemberID),
			ACRMembershipID:   string(output.Channel.ACRMembershipID),
			Available:         bool(output.OutputAvailable),
			UnavailableReason: string(output.OutputUnavailableReason),
		})
	}
	return nil
}

// ListDataSources gives the data sources of the instance with their columns.
func (i *InstanceClient) ListDataSources(ctx context.Context) iter.Seq2[DataSource, error] {
	request, err := i.reporting(http.MethodGet, url.Values{"limit": {pageSize}}, nil, "dataSources")
	if err != nil {
		return failed[DataSource](err)
	}
	return list[DataSource](ctx, i.account.client, request, "dataSources")
}

// GetDataSource gives one data source.
func (i *InstanceClient) GetDataSource(ctx context.Context, dataSourceID string) (DataSource, error) {
	found, _, err := fetch[DataSource](ctx, i, "dataSource", http.MethodGet, nil, nil, "dataSources", dataSourceID)
	return found, err
}
