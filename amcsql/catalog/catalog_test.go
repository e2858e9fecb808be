package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryColumnIsTypedClassedAndDescribed(t *testing.T) {
	t.Parallel()
	classes := []Class{None, Low, Medium, High, VeryHigh, Internal}
	units := []Unit{"", Currency, Microcents, Millicents, Seconds, Hours}
	for _, table := range Default().Tables() {
		require.NotEmpty(t, table.Description, table.Name)
		require.NotEmpty(t, table.Grain, table.Name)
		require.NotEmpty(t, table.Columns, table.Name)
		seen := map[string]bool{}
		for _, column := range table.Columns {
			where := table.Name + "." + column.Name
			require.NotEmpty(t, column.Type.Name, where)
			require.NotEmpty(t, column.Description, where)
			require.Contains(t, classes, column.Class, where)
			require.Contains(t, units, column.Unit, where)
			require.Contains(t, []Role{Metric, Attribute}, column.Role, where)
			require.Contains(t, []Certainty{Many, One, Inferred}, column.Certainty, where)
			require.False(t, seen[column.Name], "%s is there twice", where)
			require.Equal(t, strings.ToLower(column.Name), column.Name, where)
			seen[column.Name] = true
			if column.Unit != "" {
				require.True(t, column.Type.IsNumeric(), "%s counts %s but is %s", where, column.Unit, column.Type)
			}
			if column.Type.IsNumeric() || len(column.Values) == 0 {
				continue
			}
			require.NotContains(t, column.Values, "NULL", where)
		}
	}
}

func TestWindowColumnCutsFactTablesAndIgnoresDimensions(t *testing.T) {
	t.Parallel()
	for _, table := range Default().Tables() {
		if table.Kind == Dimension {
			require.Empty(t, table.WindowColumn, table.Name)
			require.Zero(t, table.RetentionMonths, table.Name)
			continue
		}
		require.Equal(t, Fact, table.Kind, table.Name)
		column, ok := table.Column(table.WindowColumn)
		require.True(t, ok, "%s has no %q", table.Name, table.WindowColumn)
		require.Contains(t, []TypeName{Date, Timestamp}, column.Type.Name, table.Name)
		require.GreaterOrEqual(t, table.RetentionMonths, 13, table.Name)
		for _, name := range table.EventTimeColumns {
			_, ok := table.Column(name)
			require.True(t, ok, "%s has no %q", table.Name, name)
		}
	}
}

func TestTableIsFoundInAnyCaseAndByEverySpelling(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"dsp_impressions":                      "dsp_impressions",
		"DSP_Impressions":                      "dsp_impressions",
		"cpg_insights_stream":                  "ncs_cpg_insights_stream",
		"amazon_retail_purchase_for_audiences": "amazon_retail_purchases_for_audiences",
		"amazon_brand_store_page_views_for_audiences_non_endemic": "amazon_brand_store_page_views_non_endemic_for_audiences",
	} {
		table, ok := Default().Table(given)
		require.True(t, ok, given)
		require.Equal(t, want, table.Name)
	}
	_, ok := Default().Table("impressions")
	require.False(t, ok)
}

func TestInheritedColumnsAreResolved(t *testing.T) {
	t.Parallel()
	impressions, _ := Default().Table("dsp_impressions")
	for _, name := range []string{"dsp_video_events_feed", "dsp_impressions_by_user_segments", "dsp_impressions_by_matched_segments"} {
		table, ok := Default().Table(name)
		require.True(t, ok)
		require.Greater(t, len(table.Columns), len(impressions.Columns))
		for _, column := range impressions.Columns {
			_, ok := table.Column(column.Name)
			require.True(t, ok, "%s lacks %s", name, column.Name)
		}
	}
}

func TestAudienceTwinLosesColumnsAndNamesItsBase(t *testing.T) {
	t.Parallel()
	twin, ok := Default().Table("dsp_impressions_for_audiences")
	require.True(t, ok)
	require.True(t, twin.IsAudience())
	require.Equal(t, "dsp_impressions", twin.Base)
	_, ok = twin.Column("user_behavior_segment_ids")
	require.False(t, ok)
	_, ok = twin.Column("USER_ID")
	require.True(t, ok)
	for _, table := range Default().Tables() {
		if table.IsAudience() {
			require.Nil(t, table.Audience, table.Name)
		}
	}
	_, ok = Default().Table("experian_vehicle_purchases_for_audiences")
	require.False(t, ok)
}

func TestKnownFactsOfMoneyAndPrivacy(t *testing.T) {
	t.Parallel()
	for _, fact := range []struct {
		table, column string
		unit          Unit
		class         Class
	}{
		{"sponsored_ads_traffic", "spend", Microcents, None},
		{"dsp_impressions", "supply_cost", Microcents, None},
		{"dsp_impressions", "impression_cost", Millicents, None},
		{"dsp_impressions", "total_cost", Millicents, None},
		{"dsp_clicks", "click_cost", Millicents, Medium},
		{"amazon_attributed_events_by_traffic_time", "total_product_sales", Currency, None},
		{"conversions", "user_id", "", VeryHigh},
		{"dsp_impressions", "postal_code", "", High},
		{"dsp_impressions", "impression_dt_utc", "", Medium},
		{"dsp_impressions", "impression_date", "", Low},
	} {
		table, ok := Default().Table(fact.table)
		require.True(t, ok, fact.table)
		column, ok := table.Column(fact.column)
		require.True(t, ok, fact.column)
		require.Equal(t, fact.unit, column.Unit, fact.column)
		require.Equal(t, fact.class, column.Class, fact.column)
	}
}

func TestUnrealNamesPointToRealTablesOnly(t *testing.T) {
	t.Parallel()
	c := Default()
	require.NotEmpty(t, c.unreal)
	for name, unreal := range c.unreal {
		_, exists := c.Table(name)
		require.False(t, exists, name)
		if unreal.Table != "" {
			_, ok := c.Table(unreal.Table)
			require.True(t, ok, unreal.Table)
		}
	}
	legacy, ok := c.Unreal("Display_Impressions")
	require.True(t, ok)
	require.True(t, legacy.Legacy)
}

func TestLegacyNamesResolveToTheirSuccessors(t *testing.T) {
	t.Parallel()
	c := Default()
	for name, unreal := range c.unreal {
		table, legacy, ok := c.Resolve(strings.ToUpper(name))
		require.Equal(t, unreal.Legacy, ok, name)
		if !ok {
			continue
		}
		require.Equal(t, unreal.Table, table.Name)
		require.Equal(t, name, legacy.Name)
		if filter := legacy.Filter; filter != nil {
			column, has := table.Column(filter.Column)
			require.True(t, has, name)
			require.Contains(t, column.Values, filter.Value)
		}
	}
	table, legacy, ok := c.Resolve("dsp_clicks")
	require.True(t, ok)
	require.Nil(t, legacy)
	require.Equal(t, "dsp_clicks", table.Name)
}

func TestSuggestionsFindTheNearestName(t *testing.T) {
	t.Parallel()
	c := Default()
	require.Equal(t, "dsp_impressions", c.SuggestTable("dsp_impresions"))
	require.Equal(t, "dsp_impressions", c.SuggestTable("display_impressions"))
	require.Empty(t, c.SuggestTable("orders_of_my_shop"))
	table, _ := c.Table("dsp_impressions")
	require.Equal(t, "campaign", SuggestColumn("campaaign", table))
	require.Empty(t, SuggestColumn("zzz", table))
	require.Equal(t, "NULLIF", c.SuggestFunction("safe_divide"))
	require.Equal(t, "SECONDS_BETWEEN", c.SuggestFunction("SECOND_BETWEEN"))
}

func TestSandboxLacksAdServerAndSegmentTables(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"dsp_impressions": true, "adserver_traffic": false, "audience_segments_eu_inmarket": false, "segment_metadata": false, "foursquare_visits": true,
	} {
		table, ok := Default().Table(name)
		require.True(t, ok, name)
		require.Equal(t, want, table.InSandbox(), name)
	}
}

func TestEveryTypeReadsBackWhatItPrints(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"LONG", "DECIMAL(38,4)", "DECIMAL(6,0)", "ARRAY<LONG>", "TIMESTAMP"} {
		kind, err := ParseType(strings.ToLower(text))
		require.NoError(t, err)
		require.Equal(t, text, kind.String())
	}
	for _, text := range []string{"", "BIGINT", "DECIMAL(39,1)", "DECIMAL(4,5)", "DECIMAL(x)", "ARRAY<ARRAY>", "ARRAY<DECIMAL>"} {
		_, err := ParseType(text)
		require.Error(t, err, text)
	}
}

func TestFunctionsAreWellFormed(t *testing.T) {
	t.Parallel()
	kinds := []FunctionKind{Scalar, Aggregate, Window, TableFunction}
	statuses := []Status{Documented, Observed, Unsupported, Doubted, Unknown}
	values := []ValueKind{
		AnyValue, TextValue, NumberValue, IntegerValue, BooleanValue, DateValue, TimeValue, WhenValue, ArrayValue, MapValue,
		RowValue, BinaryValue, LiteralValue, TypeValue, SameValue, CommonValue, ElementValue,
	}
	c := Default()
	require.True(t, slices.IsSortedFunc(c.Functions(), func(a, b *Function) int { return strings.Compare(a.Name, b.Name) }))
	for _, function := range c.Functions() {
		require.Contains(t, kinds, function.Kind, function.Name)
		require.Contains(t, statuses, function.Status, function.Name)
		require.Contains(t, values, function.Returns, function.Name)
		require.NotEmpty(t, function.Doc, function.Name)
		for i, parameter := range function.Parameters {
			require.Contains(t, values, parameter.Kind, function.Name)
			require.True(t, !parameter.Variadic || i == len(function.Parameters)-1, "%s: only the last may repeat", function.Name)
		}
		if function.Instead != "" {
			instead, ok := c.Function(function.Instead)
			require.True(t, ok, function.Instead)
			require.True(t, instead.Status.Usable(), function.Instead)
			require.False(t, function.Status.Usable(), function.Name)
		}
	}
}

func TestFunctionLookupArityAndSignature(t *testing.T) {
	t.Parallel()
	for _, want := range []struct {
		name            string
		least, greatest int
		signature       string
	}{
		{"round", 1, 2, "ROUND(x [, digits])"},
		{"Coalesce", 1, -1, "COALESCE(value, …)"},
		{"LOCATE", 2, 3, "CHARINDEX(part, text [, start])"},
		{"CURRENT_DATE", 0, 0, "CURRENT_DATE"},
		{"UUID", 0, 0, "UUID()"},
		{"if", 3, 3, "IF(condition, then, otherwise)"},
	} {
		function, ok := Default().Function(want.name)
		require.True(t, ok, want.name)
		least, greatest := function.Arity()
		require.Equal(t, want.least, least, want.name)
		require.Equal(t, want.greatest, greatest, want.name)
		require.Equal(t, want.signature, function.Signature())
	}
}
