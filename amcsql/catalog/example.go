package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Example is a short query that shows what a table is good for: how much there
// is by a dimension that may be shown, and how many users stand behind it. For
// an audience table it is an audience query, and empty where the table has no
// users to make one of. The text is laid out as amcsql.Format does.
func Example(table *Table) string {
	if table.IsAudience() {
		return audienceExample(table)
	}
	group := exampleGroup(table)
	var items []string
	if group != nil {
		items = append(items, group.Name)
	}
	items = append(items, exampleCount(table))
	if user, ok := table.Column("user_id"); ok {
		items = append(items, fmt.Sprintf("COUNT(DISTINCT %s) AS users", user.Name))
	}
	text := "SELECT " + strings.Join(items, ", ")
	if len(text) > lineWidth {
		text = "SELECT\n  " + strings.Join(items, ",\n  ")
	}
	text += "\nFROM " + table.Name + "\n"
	if group != nil {
		text += "GROUP BY " + group.Name + "\n"
	}
	return text
}

// lineWidth is where amcsql.Format begins to break a list.
const lineWidth = 100

// audienceExample picks the users of one value of a dimension, or all of them.
func audienceExample(table *Table) string {
	if _, ok := table.Column("user_id"); !ok {
		return ""
	}
	text := "SELECT DISTINCT user_id\nFROM " + table.Name + "\n"
	if group := closedGroup(table); group != nil {
		text += fmt.Sprintf("WHERE %s = '%s'\n", group.Name, strings.ReplaceAll(group.Values[0], "'", "''"))
	}
	return text
}

// dull columns are free to show and tell nothing of what the table is about.
var dull = []string{"user_id_type", "no_3p_trackers", "marketplace_name", "currency_code", "advertiser_timezone", "entity_id"}

// exampleGroup is the column to group by: the campaign, else a text with few
// known values, else any text; nil when none may be shown.
func exampleGroup(table *Table) *Column {
	if campaign, ok := table.Column("campaign"); ok && isShownText(campaign) {
		return campaign
	}
	return cmp.Or(closedGroup(table), firstColumn(table, isShownText))
}

// closedGroup is the first text to group by that has a choice of known values.
func closedGroup(table *Table) *Column {
	return firstColumn(table, func(c *Column) bool { return isShownText(c) && len(c.Values) > 1 })
}

func isShownText(c *Column) bool {
	return c.Type.Name == String && c.Role == Attribute && c.Class.Rank() <= Low.Rank() && !slices.Contains(dull, c.Name)
}

func firstColumn(table *Table, fits func(*Column) bool) *Column {
	for i := range table.Columns {
		if column := &table.Columns[i]; fits(column) {
			return column
		}
	}
	return nil
}

// telling are the counts that most tables are read for, best first.
var telling = []string{"conversions", "impressions", "clicks", "purchases", "visits"}

// exampleCount adds up the plain count the table is about, or counts its rows.
func exampleCount(table *Table) string {
	var counts []string
	for _, column := range table.Columns {
		if column.Type.IsNumeric() && column.Role == Metric && column.Unit == "" && column.Class.Rank() <= Low.Rank() {
			counts = append(counts, column.Name)
		}
	}
	if len(counts) == 0 {
		return "COUNT(*) AS records"
	}
	best := counts[0]
	for _, name := range slices.Backward(telling) {
		if slices.Contains(counts, name) {
			best = name
		}
	}
	for _, name := range counts {
		if strings.Contains(table.Name, name) {
			best = name
		}
	}
	return fmt.Sprintf("SUM(%s) AS %[1]s", best)
}
