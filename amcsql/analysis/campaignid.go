package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

const stringSuffix = "_string"

// campaignIDs warns where the two ids of a campaign meet: campaign_id is the
// one of the API, campaign_id_string the one that the console shows. It reports
// whether they do.
func (a *analyser) campaignIDs(at amcsql.Span, left amcsql.Expr, l value, right amcsql.Expr, r value) bool {
	lName, lString := campaignID(l)
	rName, rString := campaignID(r)
	if lName == "" || lName != rName || lString == rString {
		return false
	}
	number, v := left, l
	if lString {
		number, v = right, r
	}
	d := a.warn(CodeCampaignID, at, "%s and %s are two different ids of a campaign and match by chance only; use %s on both sides.",
		lName, lName+stringSuffix, lName+stringSuffix)
	ref, isRef := bare(number).(*amcsql.ColumnRef)
	if !isRef || !amcsql.SameName(ref.Column().Name, v.column.source.Name) {
		return true
	}
	if from := a.bindings.columns[ref].relation; from != nil && from.column(lName+stringSuffix) != nil {
		d.Fixes = replace("Change to "+lName+stringSuffix, ref.Column().Span(), lName+stringSuffix)
	}
	return true
}

// campaignID gives the name without the suffix of a campaign's id, and whether
// it is the one for the console.
func campaignID(v value) (name string, isString bool) {
	if v.column == nil || v.column.source == nil {
		return "", false
	}
	name, isString = strings.CutSuffix(strings.ToLower(v.column.source.Name), stringSuffix)
	if name != "campaign_id" {
		return "", false
	}
	return name, isString
}

// digits notes ids quoted against their type: Amazon quotes values of text
// columns and leaves numbers bare, though both ways are seen.
func (a *analyser) digits(v value, other amcsql.Expr) {
	if v.column == nil || v.column.source == nil {
		return
	}
	switch literal := bare(other).(type) {
	case *amcsql.NumberLiteral:
		if v.typ.name == stringType {
			d := a.info(CodeQuotedDigits, literal.Span(), "%s is text; write '%s' in quotes.", v.column.source.Name, literal.Text)
			d.Fixes = replace("Add quotes", literal.Span(), "'"+literal.Text+"'")
		}
	case *amcsql.StringLiteral:
		if v.typ.isNumeric() && isDigits(literal.Value) {
			d := a.info(CodeQuotedDigits, literal.Span(), "%s is a number; write %s without quotes.", v.column.source.Name, literal.Value)
			d.Fixes = replace("Remove the quotes", literal.Span(), literal.Value)
		}
	}
}

func isDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
