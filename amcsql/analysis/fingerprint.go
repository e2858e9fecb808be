package analysis

import (
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// fingerprint is the same for two expressions that mean the same: names by
// what they are bound to, words without case, parentheses left out. It is
// remembered per node, so that checking every part of a long chain stays linear.
func (a *analyser) fingerprint(n amcsql.Node) uint64 {
	if paren, ok := n.(*amcsql.Paren); ok {
		return a.fingerprint(paren.Expr)
	}
	if known, ok := a.fingerprints[n]; ok {
		return known
	}
	hash := fnv.New64a()
	if ref, ok := n.(*amcsql.ColumnRef); ok {
		if meant, known := a.bindings.columns[ref]; known {
			fmt.Fprintf(hash, "column %d", a.boundNumber(meant))
			return hash.Sum64()
		}
	}
	fmt.Fprintf(hash, "%T %s", n, a.attributes(n))
	for _, child := range amcsql.Children(n) {
		fmt.Fprintf(hash, " %x", a.fingerprint(child))
	}
	if a.fingerprints == nil {
		a.fingerprints = map[amcsql.Node]uint64{}
	}
	a.fingerprints[n] = hash.Sum64()
	return a.fingerprints[n]
}

// boundNumber tells the columns of a query apart.
func (a *analyser) boundNumber(b bound) int {
	if a.boundNumbers == nil {
		a.boundNumbers = map[bound]int{}
	}
	number, ok := a.boundNumbers[b]
	if !ok {
		number = len(a.boundNumbers)
		a.boundNumbers[b] = number
	}
	return number
}

// attributes are what tells two nodes of a kind apart beside their children.
func (a *analyser) attributes(n amcsql.Node) string {
	switch n := n.(type) {
	case *amcsql.StringLiteral:
		return amcsql.Print(n)
	case *amcsql.Placeholder, *amcsql.NumberLiteral, *amcsql.BoolLiteral:
		return strings.ToLower(amcsql.Print(n))
	case *amcsql.Ident:
		return strings.ToLower(n.Name)
	case *amcsql.Binary:
		if n.Operator == "<>" {
			return "!="
		}
		return n.Operator
	case *amcsql.Unary:
		return n.Operator
	case *amcsql.Call:
		return string(n.Quantifier) + n.Nulls
	case *amcsql.Like:
		return fmt.Sprint(n.Operator, n.Not, n.Escape != nil)
	case *amcsql.In:
		return strconv.FormatBool(n.Not)
	case *amcsql.Between:
		return fmt.Sprint(n.Not, n.Symmetric)
	case *amcsql.Is:
		return fmt.Sprint(n.Test, n.Not)
	case *amcsql.IsDistinct:
		return strconv.FormatBool(n.Not)
	case *amcsql.Case:
		return fmt.Sprint(n.Operand != nil, n.Else != nil)
	case *amcsql.Trim:
		return n.Side
	case *amcsql.TypeName:
		return n.Name
	}
	return ""
}
