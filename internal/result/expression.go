package result

import (
	"fmt"
	"math/big"
	"strings"
	"time"
)

// ComputedColumn is a column that an expression makes of others. The language
// is described in docs/results.md. It is no SQL: an expression is read into a
// tree, typed, and only then written as SQL of ours with its values as parameters.
type ComputedColumn struct {
	Name       string `json:"name" minLength:"1" maxLength:"200"`
	Expression string `json:"expression" minLength:"1" maxLength:"2000" example:"round(spend / clicks, 2)"`
}

// typed is an expression with its type, as SQL.
type typed struct {
	condition
	encoding Encoding
	// unknown is set for null, which fits every type.
	unknown bool
	// quoted is the node of a quoted text, which may stand for a date.
	quoted *node
}

// expressionScope finds the columns that an expression names.
type expressionScope []viewed

// compileExpression reads and types an expression.
func compileExpression(text string, scope expressionScope) (typed, *expressionError) {
	n, err := parseExpression(text)
	if err != nil {
		return typed{}, err
	}
	t, err := scope.typed(n)
	if err == nil && t.unknown {
		err = &expressionError{at: n.at, message: "this is always null"}
	}
	return t, err
}

func (scope expressionScope) typed(n *node) (typed, *expressionError) {
	switch n.kind {
	case numberNode:
		whole, fraction, _ := strings.Cut(n.text, ".")
		e := exact(max(len(strings.TrimLeft(whole, "0"))+len(fraction), 1), len(fraction))
		return typed{condition: condition{sql: cast("?", e), args: []any{n.text}}, encoding: e}, nil
	case textNode:
		return typed{condition: condition{sql: "CAST(? AS VARCHAR)", args: []any{n.text}}, encoding: Encoding{Kind: Text}, quoted: n}, nil
	case wordNode:
		if n.text == "null" {
			return typed{condition: condition{sql: "NULL"}, unknown: true}, nil
		}
		return typed{condition: condition{sql: strings.ToUpper(n.text)}, encoding: Encoding{Kind: Boolean}}, nil
	case columnNode, idNode:
		return scope.column(n)
	default:
		return scope.call(n)
	}
}

func (scope expressionScope) column(n *node) (typed, *expressionError) {
	switch found := scope.find(n); len(found) {
	case 1:
		return typed{condition: condition{sql: found[0].sql}, encoding: found[0].Encoding}, nil
	case 0:
		return typed{}, n.wrong("%q is no column", cut(n.text))
	default:
		return typed{}, n.wrong("%d columns are named %q; use an id such as #%s", len(found), cut(n.text), found[0].ID)
	}
}

// find gives the columns that a node may name: capital and small letters matter
// only where two names differ by nothing else.
func (scope expressionScope) find(n *node) []viewed {
	var found, alike []viewed
	for _, c := range scope {
		switch {
		case n.kind == idNode && c.ID == n.text, n.kind == columnNode && c.Name == n.text:
			found = append(found, c)
		case n.kind == columnNode && strings.EqualFold(c.Name, n.text):
			alike = append(alike, c)
		}
	}
	if len(found) == 0 {
		return alike
	}
	return found
}

func (n *node) wrong(format string, args ...any) *expressionError {
	return &expressionError{at: n.at, message: fmt.Sprintf(format, args...)}
}

// exact is the encoding of decimals; beyond 38 digits there are only doubles.
func exact(precision, scale int) Encoding {
	if precision > 38 {
		return Encoding{Kind: Double, Layout: Trimmed}
	}
	return Encoding{Kind: Decimal, Precision: max(precision, scale, 1), Scale: scale, Layout: FixedScale}
}

func isNumeric(k Kind) bool { return k == Integer || k == Decimal || k == Double }

// cast writes a conversion that cannot fail for values of a type that fits.
func cast(sql string, e Encoding) string { return "CAST(" + sql + " AS " + e.physical() + ")" }

func (t typed) as(e Encoding) typed {
	if t.unknown || t.encoding.physical() != e.physical() {
		t.sql = cast(t.sql, e)
	}
	t.encoding, t.unknown, t.quoted = e, false, nil
	return t
}

// number is the value as a decimal or a double: whole numbers of a column too,
// whose sums and products may have more digits than a column has.
func (t typed) number() typed {
	switch {
	case t.unknown:
		return t.as(exact(1, 0))
	case t.encoding.Kind == Integer:
		return t.as(exact(19, 0))
	default:
		return t
	}
}

// join writes SQL of several parts, with # where each of them goes.
func join(e Encoding, sql string, parts ...typed) typed {
	out := typed{encoding: e}
	pieces := strings.Split(sql, "#")
	var text strings.Builder
	for i, piece := range pieces {
		text.WriteString(piece)
		if i < len(pieces)-1 {
			text.WriteString(parts[i].sql)
			out.args = append(out.args, parts[i].args...)
		}
	}
	out.sql = text.String()
	return out
}

// alike converts values to the one type that holds them all.
func (n *node) alike(parts ...typed) ([]typed, *expressionError) {
	var common *typed
	for _, part := range parts {
		switch {
		case part.unknown:
		case common == nil || common.quoted != nil && part.quoted == nil && isTime(part.encoding.Kind):
			common = &part
		case part.quoted != nil && isTime(common.encoding.Kind):
		default:
			e, ok := both(common.encoding, part.encoding)
			if !ok {
				return nil, n.wrong("%s and %s do not go together", common.encoding.Kind.words(), part.encoding.Kind.words())
			}
			common = &typed{encoding: e}
		}
	}
	if common == nil {
		return parts, nil
	}
	out := make([]typed, len(parts))
	for i, part := range parts {
		if part.quoted != nil && isTime(common.encoding.Kind) {
			at, isDate, ok := instant(part.quoted.text)
			if !ok || common.encoding.Kind == Date && !isDate {
				return nil, part.quoted.wrong("%q is no %s", cut(part.quoted.text), common.encoding.Kind.words())
			}
			form := timestampText
			if common.encoding.Kind == Date {
				form = time.DateOnly
			}
			part = typed{condition: condition{sql: cast("?", common.encoding), args: []any{at.Format(form)}}, encoding: common.encoding}
		}
		out[i] = part.as(common.encoding)
	}
	return out, nil
}

func isTime(k Kind) bool { return k == Date || k == Timestamp }

// both is the type that holds the values of two.
func both(a, b Encoding) (Encoding, bool) {
	switch {
	case a.Kind == b.Kind && a.Kind != Decimal:
		return a, true
	case a.Kind == Double && isNumeric(b.Kind):
		return a, true
	case b.Kind == Double && isNumeric(a.Kind):
		return b, true
	case isNumeric(a.Kind) && isNumeric(b.Kind):
		scale := max(a.Scale, b.Scale)
		return exact(max(wholeDigits(a), wholeDigits(b))+scale, scale), true
	case isTime(a.Kind) && isTime(b.Kind):
		return Encoding{Kind: Timestamp, Layout: Millis}, true
	default:
		return Encoding{}, false
	}
}

// wholeDigits is how many digits a number of the type has before the point.
func wholeDigits(e Encoding) int {
	if e.Kind == Integer {
		return 19
	}
	return e.Precision - e.Scale
}

// constant is the value of a number that stands there as such.
func (n *node) constant() (*big.Rat, bool) {
	if n.kind == callNode && n.text == "negate" {
		value, ok := n.args[0].constant()
		if ok {
			value.Neg(value)
		}
		return value, ok
	}
	if n.kind != numberNode {
		return nil, false
	}
	return rational(n.text)
}
