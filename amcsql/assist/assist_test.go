package assist_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// cut takes the "|" that marks the caret out of a text.
func cut(t *testing.T, marked string) (src string, offset int) {
	t.Helper()
	before, after, found := strings.Cut(marked, "|")
	require.True(t, found, "no caret in %q", marked)
	return before + after, len(before)
}

func complete(t *testing.T, marked string, options analysis.Options) map[string]assist.Item {
	t.Helper()
	src, offset := cut(t, marked)
	labels := map[string]assist.Item{}
	for _, item := range assist.Open(src, options).Complete(offset).Items {
		labels[item.Label] = item
	}
	return labels
}

func TestCompletionOffersWhatFitsTheCaret(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text    string
		want, without []string
	}{
		{"an empty text", "|", []string{"SELECT", "WITH"}, []string{"SUM", "campaign", "FROM"}},
		{"a first word", "se|", []string{"SELECT"}, []string{"WITH"}},
		{"tables after FROM", "SELECT campaign FROM dsp_imp|", []string{"dsp_impressions", "dsp_impressions_for_audiences"}, []string{"dsp_clicks", "campaign"}},
		{"tables after JOIN", "SELECT 1 FROM dsp_impressions i JOIN | ON 1 = 1", []string{"dsp_clicks", "conversions"}, []string{"SUM"}},
		{"common tables", "WITH buyers AS (SELECT user_id FROM dsp_clicks) SELECT 1 FROM bu|", []string{"buyers"}, []string{"dsp_clicks"}},
		{"columns of the table in FROM", "SELECT camp| FROM dsp_impressions", []string{"campaign", "campaign_id"}, []string{"click_date"}},
		{"columns behind an alias", "SELECT i.| FROM dsp_impressions i JOIN dsp_clicks c ON i.user_id = c.user_id", []string{"impression_dt", "campaign"}, []string{"click_dt", "SUM", "FROM"}},
		{"columns behind an alias in the middle of a word", "SELECT c.cl|ick FROM dsp_clicks c", []string{"clicks", "click_dt"}, []string{"campaign"}},
		{"columns of a common table", "WITH a (x, yy) AS (VALUES (1, 2)) SELECT | FROM a", []string{"x", "yy", "a", "SUM"}, nil},
		{"columns of a derived table", "SELECT q.| FROM (SELECT campaign AS name FROM dsp_clicks) q", []string{"name"}, []string{"campaign"}},
		{"conditions", "SELECT 1 FROM dsp_clicks WHERE | ", []string{"clicks", "user_id", "NOT", "CASE"}, []string{"FROM"}},
		{"unfinished conditions", "SELECT SUM(clicks) FROM dsp_clicks WHERE campaign = 'x' AND (site = 'y' OR |", []string{"clicks", "site"}, nil},
		{"functions", "SELECT su| FROM dsp_clicks", []string{"SUM", "SUBSTRING"}, []string{"COUNT"}},
		{"arguments", "SELECT SUM(cl| FROM dsp_clicks", []string{"clicks"}, nil},
		{"names of this SELECT in GROUP BY", "SELECT UPPER(campaign) AS cup FROM dsp_clicks GROUP BY cu|", []string{"cup", "currency_name"}, nil},
		{"keywords after a table", "SELECT 1 FROM dsp_clicks c |", []string{"WHERE", "LEFT JOIN", "GROUP BY"}, []string{"clicks", "dsp_clicks"}},
		{"keywords after a condition", "SELECT 1 FROM dsp_clicks WHERE clicks = 1 |", []string{"AND", "GROUP BY"}, []string{"FROM"}},
		{"keywords after a column", "SELECT campaign |", []string{"AS", "FROM"}, []string{"SUM"}},
		{"types", "SELECT CAST(clicks AS BI|) FROM dsp_clicks", []string{"BIGINT"}, []string{"clicks"}},
		{"columns both sides have", "SELECT 1 FROM dsp_impressions JOIN dsp_clicks USING (user|)", []string{"user_id", "user_id_type"}, nil},
		{"no columns while there is no FROM, for one letter", "SELECT c|", []string{"COUNT"}, []string{"campaign"}},
		{"any columns while there is no FROM, for two letters", "SELECT ca|", []string{"campaign", "CASE"}, nil},
		{"tables in a text", "SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('dsp_c|', 'P1D', 'P0D'))", []string{"dsp_clicks"}, []string{"dsp_views"}},
		{"built-in parameters", "SELECT BUILT_IN_PARAMETER('|')", []string{"TIME_WINDOW_START", "TIME_WINDOW_END"}, nil},
		{"values of a column", "SELECT SUM(spend) FROM sponsored_ads_traffic WHERE ad_product_type = '|'", []string{"sponsored_products", "sponsored_television"}, nil},
		{"nothing in a comment", "SELECT 1 -- camp|", nil, []string{"campaign", "SELECT"}},
		{"nothing in a number", "SELECT 12| FROM dsp_clicks", nil, []string{"campaign", "FROM"}},
		{"the outer query in a subquery", "SELECT 1 FROM dsp_impressions i WHERE EXISTS (SELECT 1 FROM dsp_clicks c WHERE c.user_id = i.user|)", []string{"user_id"}, []string{"clicks"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			items := complete(t, test.text, analysis.Options{})
			for _, want := range test.want {
				_, offered := items[want]
				require.True(t, offered, "%s is not among the %d items", want, len(items))
			}
			for _, unwanted := range test.without {
				_, offered := items[unwanted]
				require.False(t, offered, "%s is offered", unwanted)
			}
		})
	}
}

func TestCompletionOffersDeclaredParameters(t *testing.T) {
	t.Parallel()
	options := analysis.Options{Parameters: []analysis.Parameter{{Name: "brand", Type: catalog.Type{Name: catalog.String}}}}
	items := complete(t, "SELECT 1 FROM dsp_clicks WHERE campaign = cus|", options)
	require.Equal(t, "CUSTOM_PARAMETER('brand')", items["CUSTOM_PARAMETER('brand')"].Insert)
	inText := complete(t, "SELECT 1 FROM dsp_clicks WHERE campaign = CUSTOM_PARAMETER('|')", options)
	require.Equal(t, "brand", inText["brand"].Insert)
}

func TestCompletionReplacesTheWholeWord(t *testing.T) {
	t.Parallel()
	src, offset := cut(t, "SELECT camp|aign FROM dsp_clicks")
	completion := assist.Open(src, analysis.Options{}).Complete(offset)
	require.Equal(t, "campaign", completion.Replace.Text(src))
	require.Equal(t, "campaign", completion.Items[0].Label)
	require.Equal(t, "STRING, LOW of dsp_clicks", completion.Items[0].Detail)

	src, offset = cut(t, "SELECT 1 FROM TABLE(EXTEND_TIME_WINDOW('dsp_c|x', 'P1D', 'P0D'))")
	completion = assist.Open(src, analysis.Options{}).Complete(offset)
	require.Equal(t, "dsp_cx", completion.Replace.Text(src), "the quotes stay")
	require.Equal(t, "dsp_clicks", completion.Items[0].Insert)

	src, offset = cut(t, "SELECT SUM(spend) FROM sponsored_ads_traffic WHERE ad_product_type = '|\nGROUP BY 1")
	completion = assist.Open(src, analysis.Options{}).Complete(offset)
	require.Empty(t, completion.Replace.Text(src), "an open quote")
	require.Equal(t, "sponsored_brands", completion.Items[0].Insert)
}

func TestHoverTellsTypeClassAndSource(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, word, title, detail string
	}{
		{"a column", "SELECT i.cam|paign FROM dsp_impressions i", "campaign", "campaign STRING", "LOW: shown from 2 users on · dsp_impressions"},
		{"a hidden column", "SELECT COUNT(us|er_id) FROM dsp_impressions", "user_id", "user_id STRING", "VERY_HIGH: never shown, only counted · dsp_impressions"},
		{"money", "SELECT SUM(sp|end) FROM sponsored_ads_traffic", "spend", "spend LONG", "NONE: always shown · sponsored_ads_traffic · microcents: divide by 100000000 for the currency"},
		{"a name of this SELECT", "SELECT SUM(clicks) AS n FROM dsp_clicks HAVING |n > 1", "n", "n LONG", "NONE: always shown"},
		{"a common table", "WITH a (x, y) AS (VALUES (1, 2)) SELECT x FROM |a", "a", "common table a", "2 columns"},
		{"a function", "SELECT ROU|ND(1.5)", "ROUND", "ROUND(x [, digits])", "scalar"},
		{"a function with a syntax of its own", "SELECT EX|TRACT(DAY FROM click_dt) FROM dsp_clicks", "EXTRACT", "EXTRACT(unit FROM when)", "scalar"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			src, offset := cut(t, test.text)
			hover, ok := assist.Open(src, analysis.Options{}).At(offset)
			require.True(t, ok)
			require.Equal(t, test.word, hover.Span.Text(src))
			require.Equal(t, test.title, hover.Title)
			require.Equal(t, test.detail, hover.Detail)
		})
	}
	src, offset := cut(t, "|SELECT 1")
	_, ok := assist.Open(src, analysis.Options{}).At(offset)
	require.False(t, ok)
}
