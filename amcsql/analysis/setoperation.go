package analysis

import (
	"fmt"

	"github.com/recomamp/recomamp/amcsql"
)

func (a *analyser) setOperation(op *amcsql.SetOperation, own *scope, at place) *shape {
	if op.Operator != amcsql.Union {
		a.disputed(CodeSetOperation, op.OperatorAt,
			"%s is not in the grammar that Amazon publishes, and one practitioner reports it refused; use a join or [NOT] IN (SELECT …) instead.", op.Operator)
	}
	if side := a.oneSide(op); side != nil {
		out, _ := a.body(side, own, at)
		return out
	}
	left, _ := a.body(op.Left, own, at)
	right, _ := a.body(op.Right, own, place{inExists: at.inExists}) // the names come from the left
	out := &shape{open: left.open, aggregated: left.aggregated && right.aggregated, reads: left.reads}
	if op.Operator == amcsql.Union {
		out.reads += right.reads
		a.sharedCounts(op, out.reads)
	}
	if op.Quantifier != amcsql.All {
		out.aggregated = true // duplicates are merged
	}
	if !left.open && !right.open && len(left.columns) != len(right.columns) {
		a.error(CodeColumnCount, op.OperatorAt,
			"Both sides of %s need the same number of columns: the first has %d, the second %d.",
			op.Operator, len(left.columns), len(right.columns)).AMC = "Column count mismatch in " + string(op.Operator)
	}
	if a.spend(columnCost * len(left.columns)) {
		return unknownShape()
	}
	out.columns = make([]*column, len(left.columns))
	for i, c := range left.columns {
		out.columns[i] = a.united(op, i, c, right)
	}
	if op.Quantifier != amcsql.All {
		out.keys = out.columns
	}
	return out
}

// CountedReads is up to how many reads of data sources below a UNION the sandbox
// counts the users of each by itself.
const CountedReads = 64

// sharedCounts tells, once, from which UNION on the sandbox counts users coarser
// than Amazon is known to.
func (a *analyser) sharedCounts(op *amcsql.SetOperation, reads int) {
	if reads <= CountedReads || a.sharedTold || a.broken || a.options.Unaggregated {
		return
	}
	a.sharedTold = true
	a.info(CodeSharedCounts, op.OperatorAt,
		"From here on more than %d reads of data sources are united, and the sandbox counts the users of reads of one source together, so it may keep rows that Amazon removes; unite fewer, or read the source once and tell the rows apart with CASE.",
		CountedReads)
}

// united is the i-th column of a set operation.
func (a *analyser) united(op *amcsql.SetOperation, i int, left *column, others *shape) *column {
	if i >= len(others.columns) {
		return left
	}
	right := others.columns[i]
	a.sameKind(op, i, left, right)
	merged := &column{name: left.name, at: left.at, item: left.item, from: []*column{left, right}, inherits: true}
	if left.source == right.source {
		merged.source, merged.table = left.source, left.table
	}
	merged.value = combined(common(left.value, right.value), left.value, right.value)
	merged.value.metric = left.value.metric
	merged.value.zone = sameZone([]value{left.value, right.value})
	if left.value.unit == right.value.unit || right.value.constant {
		merged.value.unit = left.value.unit
	} else if left.value.constant {
		merged.value.unit = right.value.unit
	} else if money(left.value) && money(right.value) {
		a.mixedColumns(op, left, right)
	}
	return merged
}

// sameKind reports columns of a set operation that can have no common type.
func (a *analyser) sameKind(op *amcsql.SetOperation, i int, left, right *column) {
	l, r := kindOf(left.value.typ), kindOf(right.value.typ)
	if l == "" || r == "" || l == r {
		return
	}
	at := op.OperatorAt
	if right.item != nil {
		at = right.item.Span()
	}
	severity := amcsql.SeverityError
	if left.value.doubtful || right.value.doubtful {
		severity = amcsql.SeverityWarning
	}
	d := a.report(severity, CodeTypeMismatch, at, "Column %d of this %s is %s on the first side and %s here; cast one of them.",
		i+1, op.Operator, left.value.typ, right.value.typ)
	d.AMC = fmt.Sprintf("Type mismatch in column %d of %s", i+1, op.Operator)
	d.Fixes = a.castToText(left, right)
}

// castToText turns the second side's value into a text, where the first is one.
func (a *analyser) castToText(left, right *column) []amcsql.Fix {
	item, ok := right.item.(*amcsql.SelectItem)
	if !ok || kindOf(left.value.typ) != textKind || isNested(kindOf(right.value.typ)) {
		return nil
	}
	return replace("Cast to VARCHAR", item.Expr.Span(), "CAST("+a.text(item.Expr)+" AS VARCHAR)")
}
