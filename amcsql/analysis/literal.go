package analysis

import (
	"regexp"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// typedLiteral is DATE '…', TIME '…' or TIMESTAMP '…'.
func (a *analyser) typedLiteral(e *amcsql.TypedLiteral) value {
	if _, ok := e.When(); !ok && !a.broken {
		d := a.error(CodeBadLiteral, e.Value.Span(), "'%s' is no %s that exists; it is written as in %s.", shortened(e.Value.Value), e.Type, literalForms[e.Type])
		d.AMC = "Illegal " + e.Type + " literal '" + e.Value.Value + "': not in format '" + literalFormats[e.Type] + "'"
	} else if e.Type == "TIME" {
		a.disputed(CodeUndocumentedType, e.Span(), "TIME is not among the types that AMC documents; times are TIMESTAMP.")
	}
	return value{typ: typeOf(typeNamed(catalog.TypeName(e.Type))), constant: true}
}

var literalForms = map[string]string{
	"DATE": "DATE '2026-05-31'", "TIME": "TIME '18:30:00'", "TIMESTAMP": "TIMESTAMP '2026-05-31 18:30:00'",
}

var literalFormats = map[string]string{"DATE": "yyyy-MM-dd", "TIME": "HH:mm:ss", "TIMESTAMP": "yyyy-MM-dd HH:mm:ss"}

// numericDate is the beginning of a text that is meant as a date.
var numericDate = regexp.MustCompile(`^\d{4}-\d{1,2}-\d{1,2}`)

// onCalendar reports whether a text that begins as a date does begins with one:
// not 2026-02-30.
func onCalendar(text string) bool {
	day := numericDate.FindString(text)
	if day == "" {
		return true
	}
	_, err := time.Parse("2006-1-2", day)
	return err == nil
}

// unreadableCast warns of a cast that no value comes out of.
func (a *analyser) unreadableCast(e *amcsql.Cast, to dataType) {
	literal, ok := bare(e.Operand).(*amcsql.StringLiteral)
	if !ok || to.name == unknownType || strings.Contains(literal.Value, "{{") {
		return
	}
	switch k := kindOf(to); {
	case k == whenKind && slashedDate.MatchString(literal.Value):
		a.warn(CodeTypeMismatch, literal.Span(), "'%s' is no date as AMC writes it; write year, month and day: '2026-05-31'.", shortened(literal.Value))
	case !readsAs(literal.Value, k):
		a.warn(CodeTypeMismatch, literal.Span(), "'%s' cannot be read as %s, so this gives NULL or makes the run fail.", shortened(literal.Value), to)
	}
}

// arrayLiteral is ARRAY[a, b], whose elements have one type.
func (a *analyser) arrayLiteral(e *amcsql.ArrayLiteral, s *scope, c context) value {
	elements := a.expressions(e.Elements, s, c)
	first := -1
	for i, element := range elements {
		k := kindOf(element.typ)
		switch {
		case k == "":
		case first < 0:
			first = i
		case k != kindOf(elements[first].typ):
			a.disputed(CodeTypeMismatch, e.Elements[i].Span(), "This element is %s and the ones before are %s; AMC wants one type in an array, write all of them alike.", k, kindOf(elements[first].typ))
			return combined(typeOf(arrayType), elements...)
		}
	}
	return combined(arrayOf(common(elements...).name), elements...)
}
