package analysis

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
)

// count writes "1 column" or "3 columns".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// quoted returns name, or what where there is no name.
func quoted(name, what string) string {
	if name == "" {
		return what
	}
	return name
}

// exprName is the name of the i-th column (from 0) that has no alias.
func exprName(i int) string { return "expr$" + strconv.Itoa(i) }

// brief prints a node for a message, cut after a few words.
func (a *analyser) brief(n amcsql.Node) string {
	const enough = 400
	if span := n.Span(); a.src != "" && span.Len() > enough {
		return shortened(strings.ToValidUTF8(a.src[span.From():span.From()+enough], ""))
	}
	return shortened(amcsql.Print(n))
}

// unnamed reports whether a column has no name of its own.
func unnamed(c *column) bool { return strings.HasPrefix(c.name, "expr$") }

// ordinal returns the number that an integer literal is.
func ordinal(e amcsql.Expr) (int, bool) {
	literal, ok := e.(*amcsql.NumberLiteral)
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(literal.Text)
	return n, err == nil
}

// bare takes the parentheses off an expression.
func bare(e amcsql.Expr) amcsql.Expr {
	for {
		paren, ok := e.(*amcsql.Paren)
		if !ok {
			return e
		}
		e = paren.Expr
	}
}
