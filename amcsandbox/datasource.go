package amcsandbox

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

type dataSourceView struct {
	Columns        []dataSourceColumn `json:"columns"`
	DataSourceID   string             `json:"dataSourceId"`
	Description    string             `json:"description"`
	OutputChannels []object           `json:"outputChannels"`
	Owner          string             `json:"owner"`
	Provider       string             `json:"provider"`
	Tags           []object           `json:"tags"`
}

type dataSourceColumn struct {
	ColumnType  string `json:"columnType"`
	DataType    string `json:"dataType"`
	Description string `json:"description"`
	Name        string `json:"name"`
}

// dataSources are the tables the instance of the call may read, by name.
func dataSources(c *call) ([]*catalog.Table, error) {
	instance, known := dataInstance(c.instance)
	if !known {
		return nil, nil
	}
	// An instance made through the API has the type it was made with.
	instance.Type = synthetic.Type(c.instance.Type)
	var tables []*catalog.Table
	all, err := catalog.Default().With(dataSetsOf(c.instance)...)
	if err != nil {
		return nil, fmt.Errorf("list tables of %s: %w", c.instance.ID, err)
	}
	for _, table := range all.Tables() {
		if table.Uploaded || instance.Has(table) {
			tables = append(tables, table)
		}
	}
	slices.SortFunc(tables, func(a, b *catalog.Table) int { return strings.Compare(a.Name, b.Name) })
	return tables, nil
}

func viewDataSource(table *catalog.Table) dataSourceView {
	view := dataSourceView{
		DataSourceID: table.Name, Description: table.Description, Owner: "AMAZON", Provider: "AMAZON", Tags: []object{},
		OutputChannels: []object{{"channel": object{"type": "DOWNLOAD"}, "outputAvailable": !table.IsAudience()}},
	}
	if table.Uploaded {
		view.Owner, view.Provider = "CUSTOMER", "ADVERTISER_DATA_UPLOAD"
	}
	if table.Deprecated {
		view.Tags = append(view.Tags, object{"title": "Deprecated", "type": "DEPRECATED"})
	}
	for _, column := range table.Columns {
		view.Columns = append(view.Columns, dataSourceColumn{
			ColumnType: string(column.Role), DataType: column.Type.String(), Description: column.Description, Name: column.Name,
		})
	}
	return view
}

func (s *Sandbox) listDataSources(c *call) (reply, error) {
	page, err := c.page()
	if err != nil {
		return reply{}, err
	}
	all, err := dataSources(c)
	if err != nil {
		return reply{}, err
	}
	tables, next := cut(page, all, func(t *catalog.Table) string { return t.Name })
	views := make([]dataSourceView, len(tables))
	for i, table := range tables {
		views[i] = viewDataSource(table)
	}
	return ok(sourceType, withNext(object{"dataSources": views}, next)), nil
}

func (s *Sandbox) getDataSource(c *call) (reply, error) {
	wanted := c.r.PathValue("dataSource")
	all, err := dataSources(c)
	if err != nil {
		return reply{}, err
	}
	for _, table := range all {
		if strings.EqualFold(table.Name, wanted) {
			return ok(sourceType, s.single("dataSource", viewDataSource(table))), nil
		}
	}
	return reply{}, refuse(http.StatusNotFound, "Data source with ID %s does not exist.", wanted)
}

// single is one object, wrapped in its name when the switch says so.
func (s *Sandbox) single(name string, value any) any {
	if s.config.Options.WrapObjects {
		return object{name: value}
	}
	return value
}

// withNext adds the token of the next page; reporting leaves out what is empty.
func withNext(answer object, next any) object {
	if next != nil {
		answer["nextToken"] = next
	}
	return answer
}
