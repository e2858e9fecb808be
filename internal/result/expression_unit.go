package result

import (
	"math/big"
	"strings"
)

// Units tells what the numbers of the view's computed columns count, by the
// columns' ids, from what those of stored columns count by theirs: "currency",
// "microcents" or "millicents". What cannot be told is left out.
func (r *Result) Units(v View, stored map[string]string) map[string]string {
	p, err := r.compile(v)
	if err != nil {
		return nil // a view that does not fit gives no columns either
	}
	known := unitScope{columns: p.source, units: map[string]string{}}
	for id, unit := range stored {
		known.units[id] = unit
	}
	made := map[string]string{}
	for i, c := range p.view.Computed {
		n, err := parseExpression(c.Expression)
		if err != nil {
			continue
		}
		// As where it was compiled, it sees the columns before it.
		known.columns = p.source[:len(r.Columns)+i]
		if unit := known.of(n); unit != "" {
			id := "x" + itoa(i)
			known.units[id], made[id] = unit, unit
		}
	}
	return made
}

// unitScope tells what columns count.
type unitScope struct {
	columns expressionScope
	units   map[string]string
}

// of is what the numbers of an expression count; empty for what has no unit of money.
func (s unitScope) of(n *node) string {
	if n.kind == callNode {
		return s.ofCall(n)
	}
	if n.kind == columnNode || n.kind == idNode {
		if found := s.columns.find(n); len(found) == 1 {
			return s.units[found[0].ID]
		}
	}
	return ""
}

func (s unitScope) ofCall(n *node) string {
	switch n.text {
	case "negate", "abs", "round", "floor", "ceil":
		return s.of(n.args[0])
	case "+", "-", "coalesce":
		return s.common(n.args)
	case "if":
		values := []*node{n.args[len(n.args)-1]}
		for i := 1; i < len(n.args)-1; i += 2 {
			values = append(values, n.args[i])
		}
		return s.common(values)
	case "*":
		if unit := s.times(n.args[0], n.args[1]); unit != "" {
			return unit
		}
		return s.times(n.args[1], n.args[0])
	case "/":
		return s.divided(n.args[0], n.args[1])
	}
	return ""
}

// common is the unit of all of them; numbers and null that stand there as such have any.
func (s unitScope) common(args []*node) string {
	unit := ""
	for _, arg := range args {
		if _, isNumber := arg.constant(); isNumber || arg.kind == wordNode && arg.text == "null" {
			continue
		}
		of := s.of(arg)
		if of == "" || unit != "" && unit != of {
			return ""
		}
		unit = of
	}
	return unit
}

// times is the unit of money multiplied by a plain number.
func (s unitScope) times(money, factor *node) string {
	unit := s.of(money)
	if unit == "" || s.of(factor) != "" {
		return ""
	}
	if by, ok := factor.constant(); ok && by.Sign() > 0 && by.Cmp(big.NewRat(1, 1)) < 0 {
		return converted(unit, new(big.Rat).Inv(by))
	}
	return unit
}

// divided is the unit of money divided by a plain number; money by money is a plain number.
func (s unitScope) divided(money, by *node) string {
	unit := s.of(money)
	if unit == "" || s.of(by) != "" {
		return ""
	}
	if n, ok := by.constant(); ok {
		return converted(unit, n)
	}
	return unit
}

// perCurrency is how many of a unit are one of the currency.
var perCurrency = map[string]*big.Rat{"microcents": big.NewRat(1e8, 1), "millicents": big.NewRat(1e5, 1)}

// converted is the unit of money divided by a number: by as many as are one of
// the currency it is written in that. Other powers of ten may be meant so, too,
// for cents or thousands, so that nobody can tell.
func converted(unit string, by *big.Rat) string {
	if per, ok := perCurrency[unit]; ok && by.Cmp(per) == 0 {
		return "currency"
	}
	if by.IsInt() && by.Cmp(big.NewRat(1, 1)) > 0 && strings.Trim(by.Num().String(), "0") == "1" {
		return ""
	}
	return unit
}
