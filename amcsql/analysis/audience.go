package analysis

import (
	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// read is one place where a data source is read.
type read struct {
	table  *catalog.Table
	at     amcsql.Span // of its name
	quoted bool        // the name stands in a text
}

// meansAudience decides what a query is for, where that was not said: an
// audience when all its tables are audience tables or uploaded ones, or when
// it gives out user_id alone and reads at least one of them.
func (a *analyser) meansAudience(out *shape) bool {
	if a.options.Mode != ModeAuto {
		return a.options.Mode == ModeAudience
	}
	twins, plain, uploaded := 0, 0, 0
	for _, table := range a.tables {
		switch {
		case table.IsAudience():
			twins++
		case table.Uploaded:
			uploaded++
		case table.Audience != nil:
			plain++
		}
	}
	return twins > 0 && plain == 0 || onlyUserID(out) && plain == 0 && uploaded == len(a.tables) && uploaded > 0 || onlyUserID(out) && twins > 0
}

func onlyUserID(out *shape) bool {
	return !out.open && len(out.columns) == 1 && amcsql.SameName(out.columns[0].name, "user_id")
}

// audienceRules holds what makes a query an audience.
func (a *analyser) audienceRules(query *amcsql.Query, out *shape) {
	if !out.open && !onlyUserID(out) {
		a.error(CodeAudienceOutput, a.outputSpan(query), "An audience query gives out exactly one column, user_id.").Fixes = a.userIDAlone(query)
	}
	for _, r := range a.reads {
		if r.table.IsAudience() || r.table.Audience == nil {
			continue
		}
		d := a.error(CodeAudienceTable, r.at,
			"Invalid tables in the SQL query: Use audience-specific tables in the query. Read %s instead of %s.", r.table.Audience.Name, r.table.Name)
		d.AMC = "Invalid tables in the SQL query: Use audience-specific tables in the query."
		d.Fixes = r.rename(r.table.Audience.Name)
	}
}

// twinsInReport warns of audience tables in a query whose result is a report.
func (a *analyser) twinsInReport() {
	for _, r := range a.reads {
		if r.table.IsAudience() {
			a.warn(CodeAudienceTable, r.at, "%s is for audience queries, which give out user_id alone; for a report read %s.", r.table.Name, r.table.Base).Fixes = r.rename(r.table.Base)
		}
	}
}

// rename reads another table in place of this one.
func (r read) rename(to string) []amcsql.Fix {
	text := to
	if r.quoted {
		text = "'" + to + "'"
	}
	return replace("Change to "+to, r.at, text)
}

// outputSpan is the select list of a query, or its body where it has none.
func (a *analyser) outputSpan(query *amcsql.Query) amcsql.Span {
	if sel, ok := query.Body.(*amcsql.Select); ok && len(sel.Items) > 0 {
		return amcsql.Span{Start: sel.Items[0].Span().Start, End: sel.Items[len(sel.Items)-1].Span().End}
	}
	return query.Body.Span()
}

// userIDAlone leaves only the user_id of a select list that has one.
func (a *analyser) userIDAlone(query *amcsql.Query) []amcsql.Fix {
	sel, ok := query.Body.(*amcsql.Select)
	if !ok || sel.GroupBy != nil || a.hasAggregate(sel) {
		return nil
	}
	for _, item := range sel.Items {
		if named := itemName(item); named != nil && amcsql.SameName(named.Name, "user_id") {
			return replace("Give out user_id alone", a.outputSpan(query), a.text(item))
		}
	}
	for _, item := range sel.Items { // under another name
		if ref, is := bare(item.Expr).(*amcsql.ColumnRef); is && amcsql.SameName(ref.Column().Name, "user_id") {
			return replace("Give out user_id alone", a.outputSpan(query), a.text(ref))
		}
	}
	return nil
}
