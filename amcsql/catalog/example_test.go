package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

func TestExampleOfEveryTableIsAcceptedAndLaidOut(t *testing.T) {
	t.Parallel()
	for _, table := range catalog.Default().Tables() {
		example := catalog.Example(table)
		if _, ok := table.Column("user_id"); table.IsAudience() && !ok {
			require.Empty(t, example, table.Name)
			continue
		}
		result := analysis.Check(example, analysis.Options{Parameters: []analysis.Parameter{}})
		for _, d := range result.Diagnostics {
			// That Amazon removed the table is no fault of the query.
			if table.Deprecated && d.Code == analysis.CodeDeprecatedTable {
				continue
			}
			require.Equal(t, amcsql.SeverityInfo, d.Severity, "%s: %s\n%s", d.Code, d.Message, example)
		}
		require.Equal(t, []*catalog.Table{table}, result.Tables, example)
		require.Equal(t, table.IsAudience(), result.Audience, example)
		laidOut, err := amcsql.Format(example)
		require.NoError(t, err)
		require.Equal(t, laidOut, example)
	}
}

func TestExampleShowsWhatATableIsAbout(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"dsp_clicks":                            "SELECT campaign, SUM(clicks) AS clicks, COUNT(DISTINCT user_id) AS users\nFROM dsp_clicks\nGROUP BY campaign\n",
		"segment_metadata":                      "SELECT category_level_1, COUNT(*) AS records\nFROM segment_metadata\nGROUP BY category_level_1\n",
		"amazon_retail_purchases_for_audiences": "SELECT DISTINCT user_id\nFROM amazon_retail_purchases_for_audiences\nWHERE purchase_order_method = 'S'\n",
	} {
		table, ok := catalog.Default().Table(name)
		require.True(t, ok)
		require.Equal(t, want, catalog.Example(table))
	}
}

func TestExampleOfAnUploadedTableWithNothingToGroupByCountsIt(t *testing.T) {
	t.Parallel()
	known, err := catalog.Default().With(catalog.Dataset{
		Name: "loyalty_levels", Kind: catalog.Dimension,
		Columns: []catalog.Column{{Name: "level", Type: catalog.Type{Name: catalog.Long}}},
	})
	require.NoError(t, err)
	table, _ := known.Table("loyalty_levels")
	example := catalog.Example(table)
	require.Equal(t, "SELECT COUNT(*) AS records\nFROM loyalty_levels\n", example)
	require.Empty(t, analysis.Check(example, analysis.Options{Catalog: known}).Diagnostics)
}
