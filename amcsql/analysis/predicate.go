package analysis

import (
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/pattern"
)

func (a *analyser) predicate(e amcsql.Expr, s *scope, c context) value {
	switch e := e.(type) {
	case *amcsql.Between:
		return a.between(e, s, c)
	case *amcsql.In:
		return a.in(e, s, c)
	case *amcsql.Like:
		return a.like(e, s, c)
	case *amcsql.Is:
		v := a.expression(e.Operand, s, c)
		if k := kindOf(v.typ); e.Test != "NULL" && k != "" && k != booleanKind {
			a.error(CodeTypeMismatch, e.Operand.Span(), "IS %s asks for a truth value and gets %s.", e.Test, v.typ)
		}
		return predicate(v)
	case *amcsql.IsDistinct:
		a.disputed(CodeUnverifiedSyntax, e.Span(), "IS DISTINCT FROM was never seen to work in AMC; compare with = and handle NULL by IS NULL.")
		left, right := a.expression(e.Left, s, c), a.expression(e.Right, s, c)
		a.compared(e.Span(), e.Left, left, e.Right, right)
		return predicate(left, right)
	case *amcsql.Exists:
		a.query(e.Query, s, place{inExists: true})
		return value{typ: typeOf(booleanType)}
	case *amcsql.Quantified:
		a.disputed(CodeUnverifiedSyntax, e.Span(), "%s %s was never seen to work in AMC; use [NOT] IN (SELECT …), MIN or MAX.", e.Operator, e.Quantifier)
		left := a.expression(e.Left, s, c)
		out := a.query(e.Query, s, place{subquery: true})
		a.comparedWithQuery(e.Span(), e.Left, left, out)
		return predicate(left)
	}
	return value{}
}

func (a *analyser) between(e *amcsql.Between, s *scope, c context) value {
	operand := a.expression(e.Operand, s, c)
	low, high := a.expression(e.Low, s, c), a.expression(e.High, s, c)
	if e.Symmetric {
		a.disputed(CodeUnverifiedSyntax, e.Span(), "BETWEEN SYMMETRIC was never seen to work in AMC; put the smaller bound first.")
	}
	if !a.compared(e.Span(), e.Operand, operand, e.Low, low) {
		a.compared(e.Span(), e.Operand, operand, e.High, high)
	}
	return predicate(operand, low, high)
}

func (a *analyser) in(e *amcsql.In, s *scope, c context) value {
	operand := a.expression(e.Operand, s, c)
	if e.Query != nil {
		out := a.query(e.Query, s, place{subquery: true})
		width := 1
		if row, ok := e.Operand.(*amcsql.Row); ok {
			width = len(row.Items)
		}
		if !out.open && len(out.columns) != width {
			a.error(CodeColumnCount, e.Query.Span(), "The query of this IN needs %s, it has %d.", count(width, "column"), len(out.columns)).AMC = "Values passed to IN operator must have compatible types"
		} else {
			a.comparedWithQuery(e.Span(), e.Operand, operand, out)
		}
		return predicate(operand, value{})
	}
	if len(e.List) == 0 && !a.broken {
		a.error(CodeArgument, e.OperatorAt, "IN needs at least one value between its parentheses.")
	}
	out := predicate(operand)
	refused := false
	for _, member := range e.List {
		v := a.expression(member, s, c)
		out.constant = out.constant && v.constant
		if refused {
			continue // one refusal for the whole list
		}
		errors := a.errors
		a.compared(e.Span(), e.Operand, operand, member, v)
		refused = a.errors > errors
	}
	return out
}

func (a *analyser) comparedWithQuery(at amcsql.Span, operand amcsql.Expr, v value, out *shape) {
	if len(out.columns) != 1 {
		return
	}
	member := out.columns[0].value
	if member.constant {
		if a.literalRule(at, operand, v, value{constant: true}) {
			return
		}
	}
	if !a.campaignIDs(at, operand, v, operand, member) {
		a.comparable(at, operand, v, operand, member)
	}
}

func (a *analyser) like(e *amcsql.Like, s *scope, c context) value {
	operand := a.expression(e.Operand, s, c)
	pattern := a.expression(e.Pattern, s, c)
	if e.Escape != nil {
		a.expression(e.Escape, s, c)
	}
	switch e.Operator {
	case "LIKE", "SIMILAR TO":
		a.pattern(e)
	case "ILIKE":
		d := a.disputed(CodeUnverifiedOperator, e.OperatorAt, "ILIKE was never seen to work in AMC; write SIMILAR TO '(?i)…', or LIKE on LOWER(x).")
		d.Fixes = replace("Use LIKE on LOWER", e.Span(), "LOWER("+a.text(e.Operand)+")"+not(e.Not)+" LIKE LOWER("+a.text(e.Pattern)+")")
	default:
		d := a.disputed(CodeUnverifiedOperator, e.OperatorAt, "%s was never seen to work in AMC; SIMILAR TO takes a regular expression.", e.Operator)
		d.Fixes = replace("Use SIMILAR TO", e.Span(), a.text(e.Operand)+not(e.Not)+" SIMILAR TO "+a.text(e.Pattern))
	}
	if !a.literalRule(e.Span(), e.Operand, operand, pattern) {
		a.matchable(e.Operand, operand)
		a.matchable(e.Pattern, pattern)
	}
	return predicate(operand, pattern)
}

// matchable reports an operand of LIKE or SIMILAR TO that is no text. Whether
// AMC writes numbers and dates as texts by itself is not known.
func (a *analyser) matchable(e amcsql.Expr, v value) {
	k := kindOf(v.typ)
	if k == "" || k == textKind {
		return
	}
	d := a.disputed(CodeTypeMismatch, e.Span(), "%s is %s (%s), not text; write CAST(%s AS VARCHAR).",
		a.brief(e), k, v.typ, a.brief(e))
	if isNested(k) && !v.doubtful {
		d.Severity = amcsql.SeverityError
		return
	}
	d.Fixes = replace("Cast to VARCHAR", e.Span(), "CAST("+a.text(e)+" AS VARCHAR)")
}

func not(is bool) string {
	if is {
		return " NOT"
	}
	return ""
}

// pattern warns of patterns that cannot mean what was meant.
func (a *analyser) pattern(e *amcsql.Like) {
	literal, ok := e.Pattern.(*amcsql.StringLiteral)
	if !ok {
		return
	}
	text := literal.Value
	if e.Operator != "LIKE" && a.noPattern(literal) {
		return
	}
	switch {
	case e.Operator == "LIKE":
		if strings.HasPrefix(text, "(?i)") || strings.HasPrefix(text, "^") {
			d := a.warn(CodePattern, literal.Span(), "LIKE knows only %% and _; SIMILAR TO takes a regular expression.")
			d.Fixes = replace("Use SIMILAR TO", e.OperatorAt, strings.TrimPrefix(not(e.Not)+" SIMILAR TO", " "))
		}
	case strings.HasPrefix(text, "(?!)"):
		d := a.warn(CodePattern, literal.Span(), "(?!) can never match anything; (?i) makes the pattern ignore case.")
		d.Fixes = replace("Write (?i)", literal.Span(), "'(?i)"+strings.ReplaceAll(text[4:], "'", "''")+"'")
	case strings.HasPrefix(text, "%") || strings.HasSuffix(text, "%"):
		d := a.warn(CodePattern, literal.Span(), "SIMILAR TO takes a regular expression and searches with it, %% is an ordinary character there; leave it out.")
		d.Fixes = replace("Leave out %", literal.Span(), "'"+strings.ReplaceAll(strings.Trim(text, "%"), "'", "''")+"'")
	}
}

// noPattern refuses a text that Java cannot read as a regular expression.
func (a *analyser) noPattern(literal *amcsql.StringLiteral) bool {
	_, err := pattern.Compile(literal.Value)
	if err != nil {
		a.error(CodePattern, literal.Span(), "This is no regular expression: %s.", err)
	}
	return err != nil
}
