package apiclient

import (
	"context"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// DataSets lists the uploaded data sets that are declared for an instance, by
// its id here or at Amazon.
func (c *Client) DataSets(ctx context.Context, instance string) ([]httpapi.DataSet, error) {
	var list httpapi.List[httpapi.DataSet]
	err := c.call(ctx, http.MethodGet, dataSetPath(instance), nil, nil, &list)
	return list.Items, err
}

// DeclareDataSet declares a data set, or replaces a declaration that is still at version.
func (c *Client) DeclareDataSet(ctx context.Context, instance string, version int, d httpapi.DataSetDeclaration) (httpapi.DataSet, error) {
	var set httpapi.DataSet
	err := c.call(ctx, http.MethodPut, dataSetPath(instance, d.Name), onVersion(version), d, &set)
	return set, err
}

// RemoveDataSet takes back a declaration that is still at version.
func (c *Client) RemoveDataSet(ctx context.Context, instance, name string, version int) error {
	return c.call(ctx, http.MethodDelete, dataSetPath(instance, name), onVersion(version), nil, nil)
}

// ReadDataSets reads declarations from JSON in any of their forms.
func (c *Client) ReadDataSets(ctx context.Context, text string) ([]httpapi.DataSetDeclaration, error) {
	var list httpapi.List[httpapi.DataSetDeclaration]
	err := c.call(ctx, http.MethodPost, "/data-sets/read", nil, map[string]string{"text": text}, &list)
	return list.Items, err
}

func dataSetPath(instance string, name ...string) string {
	path := "/instances/" + url.PathEscape(instance) + "/data-sets"
	for _, part := range name {
		path += "/" + url.PathEscape(part)
	}
	return path
}
