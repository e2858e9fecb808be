package catalog

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDatasetsAreFoundLikeTables(t *testing.T) {
	t.Parallel()
	datasets, err := ParseDatasets([]byte(`[
		{"name": "CRM_Orders", "kind": "FACT", "columns": [
			{"name": "user_id", "type": "STRING"}, {"name": "Order_Dt", "type": "timestamp"},
			{"name": "revenue", "type": "DECIMAL(12,2)", "role": "METRIC"}, {"name": "store", "type": "VARCHAR", "nullable": false}]},
		{"dataSetId": "asin_groups", "dataSetType": "DIMENSION", "columns": [{"name": "asin", "dataType": "STRING", "columnType": "DIMENSION"}]}]`))
	require.NoError(t, err)
	c, err := Default().With(datasets...)
	require.NoError(t, err)

	orders, ok := c.Table("crm_orders")
	require.True(t, ok)
	require.True(t, orders.Uploaded)
	require.False(t, orders.IsAudience())
	require.Equal(t, "order_dt", orders.WindowColumn)
	for name, want := range map[string]Class{"user_id": VeryHigh, "order_dt": Low, "revenue": None, "store": Low} {
		column, ok := orders.Column(name)
		require.True(t, ok, name)
		require.Equal(t, want, column.Class, name)
	}
	groups, ok := c.Table("ASIN_GROUPS")
	require.True(t, ok)
	require.Empty(t, groups.WindowColumn)
	_, ok = c.Table("dsp_impressions")
	require.True(t, ok)
	_, ok = Default().Table("crm_orders")
	require.False(t, ok, "the default catalogue stays as it is")
}

func TestIdentityColumnsOfAnUploadAreSeenAsUserID(t *testing.T) {
	t.Parallel()
	datasets, err := ParseDatasets([]byte(`{"dataSet": {"dataSetId": "loyalty", "dataSetType": "FACT", "columns": [
		{"name": "email", "dataType": "STRING", "externalUserIdType": {"hashedPii": "EMAIL"}},
		{"name": "joined", "dataType": "DATE", "isMainEventTime": true}, {"name": "left_on", "dataType": "DATE"}]}}`))
	require.NoError(t, err)
	c, err := Default().With(datasets...)
	require.NoError(t, err)
	table, _ := c.Table("loyalty")
	require.Equal(t, "joined", table.WindowColumn)
	_, ok := table.Column("email")
	require.False(t, ok)
	for _, name := range []string{"user_id", "user_id_type"} {
		_, ok := table.Column(name)
		require.True(t, ok, name)
	}
}

func TestFaultyDatasetsAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{`:  "unexpected end",
		`[]`: "there is none",
		`{"name": "a b", "columns": [{"name": "x", "type": "LONG"}]}`: "letters, digits",
		`{"name": "a"}`: "no columns",
		`{"name": "a", "columns": [{"name": "x", "type": "NUMBER"}]}`:                                                                "not known",
		`{"name": "a", "columns": [{"name": "x", "type": "LONG"}, {"name": "X", "type": "LONG"}]}`:                                   "two columns of one name",
		`{"name": "a", "kind": "VIEW", "columns": [{"name": "x", "type": "LONG"}]}`:                                                  "FACT or DIMENSION",
		`{"name": "a", "kind": "FACT", "columns": [{"name": "x", "type": "LONG"}]}`:                                                  "names the column of its event time",
		`{"name": "a", "kind": "FACT", "eventTime": "x", "columns": [{"name": "x", "type": "LONG"}, {"name": "d", "type": "DATE"}]}`: "no column of type DATE",
		`{"name": "a", "columns": [{"name": "x", "type": "LONG", "role": "KEY"}]}`:                                                   "DIMENSION or METRIC",
		`{"name": "a", "columns": [{"name": "x", "type": "LONG", "class": "SECRET"}]}`:                                               "no class",
		`{"name": "a", "columns": [{"type": "LONG"}]}`:                                                                               "no name",
		`{"name": "dsp_clicks", "columns": [{"name": "x", "type": "LONG"}]}`:                                                         "there twice",
	} {
		datasets, err := ParseDatasets([]byte(text))
		if err == nil {
			_, err = Default().With(datasets...)
		}
		require.ErrorContains(t, err, want, text)
	}
}

func TestADatasetIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	datasets, err := ParseDatasets([]byte(`{"name": "CRM", "kind": "FACT", "eventTime": "at", "description": "Orders.", "columns": [
		{"name": "user_id", "type": "STRING"}, {"name": "at", "type": "TIMESTAMP", "nullable": false},
		{"name": "tags", "type": "ARRAY<STRING>", "class": "HIGH", "values": ["a", "b"]},
		{"name": "revenue", "type": "DECIMAL(12,2)", "role": "METRIC", "description": "In EUR."}]}`))
	require.NoError(t, err)
	complete, err := datasets[0].Complete()
	require.NoError(t, err)
	text, err := json.Marshal(complete)
	require.NoError(t, err)
	again, err := ParseDatasets(text)
	require.NoError(t, err)
	completeAgain, err := again[0].Complete()
	require.NoError(t, err)
	require.Equal(t, complete, completeAgain)
	require.Equal(t, []Class{VeryHigh, Low, High, None}, []Class{
		complete.Columns[0].Class, complete.Columns[1].Class, complete.Columns[2].Class, complete.Columns[3].Class,
	})
}
