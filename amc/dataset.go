package amc

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// DataSet is a table that an advertiser uploads to an instance. How Amazon
// describes columns is not published in full, so that the description is left
// as it came.
type DataSet struct {
	ID          string
	Description json.RawMessage // the whole object, the id included
}

// UnmarshalJSON reads Amazon's form.
func (d *DataSet) UnmarshalJSON(data []byte) error {
	var wire struct {
		DataSetID text `json:"dataSetId"`
	}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	*d = DataSet{ID: string(wire.DataSetID), Description: append(json.RawMessage(nil), data...)}
	return nil
}

// dataSets builds a call below /amc/advertiserData/{instanceId}/dataSets. It
// needs the scope advertising::audiences.
func (i *InstanceClient) dataSets(method string, body any, parts ...string) (call, error) {
	path, err := join(append([]string{"amc", "advertiserData", i.instanceID, "dataSets"}, parts...)...)
	return i.call(method, path, nil, body), err
}

// ListDataSets gives the data sets of the instance. Unlike other lists it is
// asked for with POST, and the token of a page is part of the body.
func (i *InstanceClient) ListDataSets(ctx context.Context) ([]DataSet, error) {
	var all []DataSet
	seen := map[string]bool{}
	for token := ""; ; {
		body := map[string]any{"maxResults": 100}
		if token != "" {
			body["nextToken"] = token
		}
		request, err := i.dataSets(http.MethodPost, body, "list")
		if err != nil {
			return nil, err
		}
		answer := page[DataSet]{key: "dataSets"}
		if _, err := i.account.client.send(ctx, request, &answer); err != nil {
			return nil, err
		}
		all = append(all, answer.entries...)
		if token = answer.nextToken; token == "" {
			return all, nil
		}
		if seen[token] {
			return nil, fmt.Errorf("%s %s: %w", request.method, request.path, ErrPageLoop)
		}
		seen[token] = true
	}
}

// PutDataSet replaces a data set, which holds no rows then, or makes it.
// Description is the object that Amazon calls dataSet.
func (i *InstanceClient) PutDataSet(ctx context.Context, id string, description any) error {
	body := map[string]any{"dataSet": description}
	request, err := i.dataSets(http.MethodPut, body, id)
	if err != nil {
		return err
	}
	_, err = i.account.client.send(ctx, request, nil)
	if failure, ok := asError(err); !ok || !failure.NotFound() {
		return err
	}
	if request, err = i.dataSets(http.MethodPost, body); err != nil {
		return err
	}
	_, err = i.account.client.send(ctx, request, nil)
	return err
}

// DeleteDataSet removes a data set with its rows.
func (i *InstanceClient) DeleteDataSet(ctx context.Context, id string) error {
	request, err := i.dataSets(http.MethodDelete, nil, id)
	if err != nil {
		return err
	}
	return i.account.client.remove(ctx, request)
}
