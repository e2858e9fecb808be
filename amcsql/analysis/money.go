package analysis

import (
	"math"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/catalog"
)

// moneyUnit is what an amount of money counts; the zero value is that of what is
// no money.
type moneyUnit uint8

const (
	noMoney moneyUnit = iota
	wholeCurrency
	millicents
	microcents
)

var moneyUnits = [...]catalog.Unit{wholeCurrency: catalog.Currency, millicents: catalog.Millicents, microcents: catalog.Microcents}

func moneyUnitOf(u catalog.Unit) moneyUnit {
	for i, known := range moneyUnits {
		if known == u {
			return moneyUnit(i)
		}
	}
	return noMoney
}

func (u moneyUnit) public() catalog.Unit { return moneyUnits[u] }

// perCurrency is how many of the unit make one of the currency, 0 for no money.
func (u moneyUnit) perCurrency() int64 { return u.public().PerCurrency() }

// String gives the name of the unit.
func (u moneyUnit) String() string { return string(u.public()) }

// raw reports whether amounts of the unit are too fine to be read as money.
func raw(u moneyUnit) bool { return u == microcents || u == millicents }

// money reports whether a value is an amount of money.
func money(v value) bool { return v.unit != noMoney }

// divisor is how an amount is brought to the currency, with a decimal point so
// that no system cuts the result.
func divisor(u moneyUnit) string { return strconv.FormatInt(u.perCurrency(), 10) + ".0" }

// inCurrency writes the text of an amount brought to the currency.
func (a *analyser) inCurrency(e amcsql.Expr, u moneyUnit) string {
	if !raw(u) {
		return a.text(e)
	}
	return "(" + a.text(e) + " / " + divisor(u) + ")"
}

// amountOf is the unit of a sum, a difference or a choice between values: theirs,
// where they agree. Constants have none and follow the others.
func (a *analyser) amountOf(at amcsql.Span, exprs []amcsql.Expr, values []value) moneyUnit {
	first := -1
	for i, v := range values {
		switch {
		case v.constant || !money(v):
		case first < 0:
			first = i
		case values[first].unit != v.unit:
			a.mixedUnits(at, exprs[first], values[first], exprs[i], v)
			return noMoney
		}
	}
	if first < 0 {
		return noMoney
	}
	return values[first].unit
}

// mixedUnits warns of two amounts counted in different units.
func (a *analyser) mixedUnits(at amcsql.Span, left amcsql.Expr, l value, right amcsql.Expr, r value) {
	d := a.warn(CodeMixedUnits, at, "%s counts %s and %s counts %s; bring both to the currency first.",
		a.brief(left), unitName(l.unit), a.brief(right), unitName(r.unit))
	var edits []amcsql.Edit
	for _, side := range []struct {
		expr amcsql.Expr
		unit moneyUnit
	}{{left, l.unit}, {right, r.unit}} {
		if raw(side.unit) {
			edits = append(edits, amcsql.Edit{Span: side.expr.Span(), Text: a.inCurrency(side.expr, side.unit)})
		}
	}
	d.Fixes = edited("Divide to the currency", edits...)
}

// mixedColumns warns of a set operation that puts amounts of two units under
// each other.
func (a *analyser) mixedColumns(op *amcsql.SetOperation, left, right *column) {
	at := op.OperatorAt
	if right.item != nil {
		at = right.item.Span()
	}
	d := a.warn(CodeMixedUnits, at, "%s counts %s on the first side of this %s and %s here; bring both to the currency first.",
		left.name, unitName(left.value.unit), op.Operator, unitName(right.value.unit))
	var edits []amcsql.Edit
	for _, c := range []*column{left, right} {
		item, ok := c.item.(*amcsql.SelectItem)
		if !ok {
			return
		}
		if raw(c.value.unit) {
			edits = append(edits, amcsql.Edit{Span: item.Expr.Span(), Text: a.operand(item.Expr) + " / " + divisor(c.value.unit)})
		}
	}
	d.Fixes = edited("Divide to the currency", edits...)
}

func unitName(u moneyUnit) string {
	if u == wholeCurrency {
		return "the currency"
	}
	return u.String()
}

// product is the unit of left * right.
func product(e *amcsql.Binary, left, right value) moneyUnit {
	amount, factor, other := left, right, e.Right
	if !money(left) {
		amount, factor, other = right, left, e.Left
	}
	if money(factor) {
		return noMoney // money times money is none
	}
	if !factor.constant {
		return amount.unit // a price times a count
	}
	if n, ok := number(other); ok && raw(amount.unit) && near(n*float64(amount.unit.perCurrency()), 1) {
		return wholeCurrency
	}
	return noMoney
}

// quotient is the unit of left / right.
func (a *analyser) quotient(e *amcsql.Binary, left, right value) moneyUnit {
	switch {
	case !money(left):
		return noMoney
	case money(right):
		if left.unit != right.unit {
			a.mixedUnits(e.Span(), e.Left, left, e.Right, right)
		}
		return noMoney
	case !right.constant:
		return left.unit // money per click
	case !raw(left.unit):
		return noMoney
	}
	n, ok := number(e.Right)
	if !ok {
		return noMoney
	}
	of := float64(left.unit.perCurrency())
	switch {
	case near(n, of):
		return wholeCurrency
	case left.unit == microcents && near(n, of/float64(millicents.perCurrency())):
		return millicents
	case near(n, float64(millicents.perCurrency())), near(n, float64(microcents.perCurrency())):
		d := a.warn(CodeMoneyScale, e.Right.Span(), "%s counts %s; divide by %s for the currency.", a.brief(e.Left), left.unit, divisor(left.unit))
		d.Fixes = replace("Divide by "+divisor(left.unit), e.Right.Span(), divisor(left.unit))
		return wholeCurrency // as was meant, so that it is told once
	}
	return noMoney
}

// number is the value of a literal.
func number(e amcsql.Expr) (float64, bool) {
	switch e := bare(e).(type) {
	case *amcsql.NumberLiteral:
		n, err := strconv.ParseFloat(e.Text, 64)
		return n, err == nil
	case *amcsql.Cast:
		return number(e.Operand)
	case *amcsql.Binary: // as in 1000 * 100000
		left, ok := number(e.Left)
		right, also := number(e.Right)
		if ok && also && e.Operator == "*" {
			return left * right, true
		}
	}
	return 0, false
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// rawMoney warns of output that shows amounts in a unit nobody reads.
func (a *analyser) rawMoney(out *shape) {
	for _, c := range out.columns {
		item, made := c.item.(*amcsql.SelectItem)
		if !made || !raw(c.value.unit) || !c.value.typ.isNumeric() || saysUnit(c.name) {
			continue
		}
		text := a.operand(item.Expr) + " / " + divisor(c.value.unit)
		d := a.warn(CodeRawMoney, item.Expr.Span(), "%s shows %s; divide by %s for the currency.", c.name, c.value.unit, divisor(c.value.unit))
		if item.Alias == nil {
			text += " AS " + c.name
		}
		d.Fixes = replace("Divide by "+divisor(c.value.unit), item.Expr.Span(), text)
	}
}

// saysUnit reports whether a name tells its unit, so that nobody is misled.
func saysUnit(name string) bool {
	lower := strings.ToLower(name)
	return strings.Contains(lower, "microcent") || strings.Contains(lower, "millicent")
}
