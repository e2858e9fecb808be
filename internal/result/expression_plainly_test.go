package result

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"
)

// plainly evaluates expressions over the text of a row: *big.Rat, float64,
// string, bool, time.Time, day or nil.
type plainly struct {
	columns []Column
	row     Row
}

type day struct{ time.Time }

func (p plainly) value(n *node) any {
	switch n.kind { //nolint:exhaustive // calls follow
	case numberNode:
		return number(n.text)
	case textNode:
		return n.text
	case wordNode:
		return map[string]any{"true": true, "false": false, "null": nil}[n.text]
	case columnNode, idNode:
		for i, c := range p.columns {
			if c.Name == n.text && p.row[i] != nil {
				return readPlainly(*p.row[i], c.Encoding.Kind)
			}
		}
		return nil
	}
	args := make([]any, len(n.args))
	for i, arg := range n.args {
		args[i] = p.value(arg)
	}
	return callPlainly(n.text, args)
}

func readPlainly(text string, k Kind) any {
	switch k {
	case Integer, Decimal:
		return number(text)
	case Boolean:
		return text == "true"
	case Date:
		at, _ := time.Parse(time.DateOnly, text)
		return day{at}
	case Timestamp:
		return moment(text)
	default:
		return text
	}
}

func callPlainly(name string, args []any) any {
	switch name {
	case "is null":
		return args[0] == nil
	case "if":
		if args[0] == true {
			return args[1]
		}
		return args[2]
	case "coalesce":
		if args[0] != nil {
			return args[0]
		}
		return args[1]
	case "concat":
		return textPlainly(args[0]) + textPlainly(args[1]) + textPlainly(args[2])
	case "and":
		if args[0] == false || args[1] == false {
			return false
		}
	case "or":
		if args[0] == true || args[1] == true {
			return true
		}
	}
	for _, arg := range args {
		if arg == nil {
			return nil
		}
	}
	switch name {
	case "and":
		return true
	case "or":
		return false
	case "not":
		return args[0] == false
	case "=", "<>", "<", "<=", ">", ">=":
		c := comparePlainly(args[0], args[1])
		return map[string]bool{"=": c == 0, "<>": c != 0, "<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}[name]
	case "contains":
		return strings.Contains(args[0].(string), args[1].(string))
	case "starts":
		return strings.HasPrefix(args[0].(string), args[1].(string))
	case "lower":
		return strings.ToLower(args[0].(string))
	case "upper":
		return strings.ToUpper(args[0].(string))
	case "trim":
		return strings.Trim(args[0].(string), " ")
	case "length":
		return big.NewRat(int64(len(args[0].(string))), 1)
	case "days":
		return big.NewRat(int64(math.Round(dayOf(args[1]).Sub(dayOf(args[0])).Hours()/24)), 1)
	case "year", "month", "day", "date", "hour", "weekday", "quarter":
		return partPlainly(name, args[0])
	}
	return mathPlainly(name, args)
}

func partPlainly(name string, of any) any {
	at, isInstant := of.(time.Time)
	if !isInstant {
		at = dayOf(of)
	}
	whole := func(n int) any { return big.NewRat(int64(n), 1) }
	switch name {
	case "year":
		return whole(at.Year())
	case "month":
		return whole(int(at.Month()))
	case "quarter":
		return whole((int(at.Month()) + 2) / 3)
	case "day":
		return whole(at.Day())
	case "hour":
		return whole(at.Hour())
	case "weekday":
		return whole((int(at.Weekday())+6)%7 + 1)
	default:
		return day{dayOf(of)}
	}
}

// dayOf is the day of an instant, of a day, or of a text that stands for one of them.
func dayOf(of any) time.Time { return instantOf(of).Truncate(24 * time.Hour) }

func asFloat(v any) (float64, bool) {
	switch n := v.(type) {
	case *big.Rat:
		f, _ := n.Float64()
		return f, true
	case float64:
		return n, true
	}
	return 0, false
}

func mathPlainly(name string, args []any) any {
	if name == "/" {
		a, _ := asFloat(args[0])
		b, _ := asFloat(args[1])
		if b == 0 {
			return nil
		}
		return a / b
	}
	_, float := args[0].(float64)
	if len(args) == 2 {
		_, second := args[1].(float64)
		float = float || second
	}
	if float {
		a, _ := asFloat(args[0])
		b := 0.0
		if len(args) == 2 {
			b, _ = asFloat(args[1])
		}
		switch name {
		case "+":
			return a + b
		case "-":
			return a - b
		case "*":
			return a * b
		case "negate":
			return -a
		case "abs":
			return math.Abs(a)
		case "floor":
			return math.Floor(a)
		case "ceil":
			return math.Ceil(a)
		default:
			return new(big.Rat).SetInt(roundPlainly(new(big.Rat).SetFloat64(a)))
		}
	}
	a := args[0].(*big.Rat)
	out := new(big.Rat)
	switch name {
	case "+":
		return out.Add(a, args[1].(*big.Rat))
	case "-":
		return out.Sub(a, args[1].(*big.Rat))
	case "*":
		return out.Mul(a, args[1].(*big.Rat))
	case "negate":
		return out.Neg(a)
	case "abs":
		return out.Abs(a)
	case "floor":
		return out.SetInt(floorPlainly(a))
	case "ceil":
		return out.Neg(out.SetInt(floorPlainly(new(big.Rat).Neg(a))))
	default:
		return out.SetInt(roundPlainly(a))
	}
}

func floorPlainly(a *big.Rat) *big.Int { return new(big.Int).Div(a.Num(), a.Denom()) }

// roundPlainly rounds halves away from zero.
func roundPlainly(a *big.Rat) *big.Int {
	up := floorPlainly(new(big.Rat).Add(new(big.Rat).Abs(a), big.NewRat(1, 2)))
	if a.Sign() < 0 {
		return up.Neg(up)
	}
	return up
}

func comparePlainly(a, b any) int {
	if text, ok := a.(string); ok {
		if other, ok := b.(string); ok {
			return strings.Compare(text, other)
		}
		return -comparePlainly(b, a)
	}
	switch left := a.(type) {
	case bool:
		return strings.Compare(fmt.Sprint(left), fmt.Sprint(b))
	case *big.Rat:
		if right, ok := b.(*big.Rat); ok {
			return left.Cmp(right)
		}
	case time.Time, day:
		return instantOf(a).Compare(instantOf(b))
	}
	x, _ := asFloat(a)
	y, _ := asFloat(b)
	return big.NewFloat(x).Cmp(big.NewFloat(y))
}

func instantOf(of any) time.Time {
	switch v := of.(type) {
	case time.Time:
		return v
	case string:
		at, _, _ := instant(v)
		return at
	default:
		return of.(day).Time
	}
}

// textPlainly is for texts; what else concat joins is tried elsewhere.
func textPlainly(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func printPlainly(v any, e Encoding) string {
	if n, ok := v.(*big.Rat); ok {
		text := n.FloatString(e.Scale)
		return spelled(&text)
	}
	var text string
	switch of := v.(type) {
	case nil:
		return "null"
	case time.Time:
		text = of.Format(millisLayout)
	case day:
		text = of.Format(time.DateOnly)
		if e.Kind == Timestamp {
			text = of.Format(millisLayout)
		}
	default:
		text = fmt.Sprint(v)
		if e.Kind == Timestamp { // a text that was chosen among instants
			text = instantOf(v).Format(millisLayout)
		}
	}
	return spelled(&text)
}
