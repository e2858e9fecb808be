package result

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/strictjson"
)

// View says which rows of a result to read, in which order, and whether they
// are grouped. The zero View is every row as it was stored.
//
// Columns are named by ids: c0, c1, … are those of the result as it was
// stored, x0, x1, … the computed ones.
// A grouped view has columns of its own: k0, k1, … for what it is grouped by,
// a0, a1, … for its aggregates, and p0a0, p0a1, p1a0, … for those of a pivot.
type View struct {
	Computed []ComputedColumn `json:"computed,omitempty" maxItems:"20" doc:"Further columns, x0, x1, … Each may use those before it."`
	Filters  []ViewFilter     `json:"filters,omitempty" maxItems:"50" doc:"A row must pass all of them."`
	Group    *ViewGroup       `json:"group,omitempty" doc:"One row for each group instead of the rows themselves."`
	Sort     []ViewSort       `json:"sort,omitempty" maxItems:"10" doc:"The first is the most important. Rows alike stay in stored order, groups alike in the order of their keys."`
}

// ViewFilter keeps the rows whose value in a column fits. NULL fits only null
// and a set that holds it; Not turns the answer round, so that NULL stays.
// Values are text in the spelling of the column, so that no number loses digits.
type ViewFilter struct {
	Column string   `json:"column" example:"c0"`
	Op     FilterOp `json:"op" enum:"in,range,contains,starts,equals,null"`
	Not    bool     `json:"not,omitempty" doc:"Keep the rows that do not fit, those with NULL among them."`

	Values []*string `json:"values,omitempty" maxItems:"1000" doc:"in: any of these; null stands for NULL."`

	From         *string `json:"from,omitempty" doc:"range: the least value. Absent means no bound."`
	To           *string `json:"to,omitempty" doc:"range: the greatest value. A date bounds the whole of that day."`
	FromExcluded bool    `json:"fromExcluded,omitempty"`
	ToExcluded   bool    `json:"toExcluded,omitempty"`

	Text       *string `json:"text,omitempty" doc:"contains, starts, equals: compared with the value as it is printed."`
	IgnoreCase bool    `json:"ignoreCase,omitempty" doc:"contains, starts, equals: small and capital letters are the same."`
}

// FilterOp is a way to compare.
type FilterOp string

// The ways to compare.
const (
	OpIn       FilterOp = "in"
	OpRange    FilterOp = "range"
	OpContains FilterOp = "contains"
	OpStarts   FilterOp = "starts"
	OpEquals   FilterOp = "equals"
	OpNull     FilterOp = "null"
)

// ViewSort orders by one column. NULL comes last, whatever the direction, unless NullsFirst.
type ViewSort struct {
	Column     string `json:"column" example:"c0"`
	Descending bool   `json:"descending,omitempty"`
	NullsFirst bool   `json:"nullsFirst,omitempty"`
}

// ViewGroup makes one row of all rows that have the same values in By; NULL is a value of its own.
type ViewGroup struct {
	By         []string        `json:"by,omitempty" maxItems:"8" doc:"None makes one row of everything."`
	Aggregates []ViewAggregate `json:"aggregates,omitempty" maxItems:"30"`
	Subtotals  bool            `json:"subtotals,omitempty" doc:"Adds a row behind each group of the first columns, and one for everything at the end."`
	Folded     bool            `json:"folded,omitempty" doc:"With subtotals: groups show as their subtotals only, but for those in except."`
	Except     []GroupPath     `json:"except,omitempty" maxItems:"500" doc:"Groups that are folded where the others are not, or the other way round: the values of their first keys, null for NULL. A row shows when all groups around it are unfolded."`
	Pivot      string          `json:"pivot,omitempty" doc:"A column whose values become columns, each with all aggregates."`
}

// ViewAggregate makes one value of those of a group. NULL takes no part, but in the count of rows.
type ViewAggregate struct {
	Function AggregateFunction `json:"function" enum:"count,countDistinct,sum,min,max,mean"`
	Column   string            `json:"column,omitempty" doc:"Absent for the count of rows only."`
}

// AggregateFunction makes one value of several.
type AggregateFunction string

// The aggregate functions. Sums of whole numbers and decimals are exact.
const (
	Count         AggregateFunction = "count"
	CountDistinct AggregateFunction = "countDistinct"
	Sum           AggregateFunction = "sum"
	Min           AggregateFunction = "min"
	Max           AggregateFunction = "max"
	Mean          AggregateFunction = "mean"
)

// The bounds of a view.
const (
	// MaxView is the longest text of a view in bytes.
	MaxView        = 64 << 10
	maxComputed    = 20
	maxName        = 200
	maxFilters     = 50
	maxValues      = 1000
	maxSorts       = 10
	maxKeys        = 8
	maxAggregates  = 30
	maxPivotValues = 200
)

// ErrView refuses a view that is malformed or does not fit the result. Its
// fields point into the view.
var ErrView = fault.New(fault.Invalid, "result.view_invalid", "The view does not fit the result.").
	WithNext("Correct the parts named, or take the view away to see every row.")

// ParseView reads a view strictly: names that are unknown or stand there twice
// are errors. Empty text is the zero View. Whether it fits a result is not looked at.
func ParseView(text string) (View, error) {
	var v View
	if text == "" {
		return v, nil
	}
	if len(text) > MaxView {
		return v, ErrView.WithField("", "is longer than 64 KiB")
	}
	if err := strictjson.Check([]byte(text)); err != nil {
		if wrong, ok := errors.AsType[*strictjson.Error](err); ok {
			return v, ErrView.WithField(wrong.Pointer, wrong.Message)
		}
		return v, ErrView.WithCause(err)
	}
	if err := jsonv2.Unmarshal([]byte(text), &v, jsonv2.RejectUnknownMembers(true)); err != nil {
		pointer, message := "", "is no view"
		if wrong, ok := errors.AsType[*jsonv2.SemanticError](err); ok {
			pointer, message = string(wrong.JSONPointer), "is of another type than expected"
			if errors.Is(err, jsonv2.ErrUnknownName) {
				message = "is not known"
			}
		}
		return View{}, ErrView.WithField(cut(pointer), message)
	}
	return v.canonical(), nil
}

// canonical leaves out what means nothing, so that views alike have the same text.
func (v View) canonical() View {
	if v.Group != nil && len(v.Group.By) == 0 && len(v.Group.Aggregates) == 0 {
		v.Group = nil
	}
	return v
}

// String is the view as canonical JSON.
func (v View) String() string {
	text, err := json.Marshal(v.canonical()) // leaves out what is false or absent, but not empty text
	if err != nil {
		panic(err) // texts, lists and yes or no can always be written
	}
	return string(text)
}

// Hash names the view, in hex. Views alike have the same.
func (v View) Hash() string {
	sum := sha256.Sum256([]byte(v.String()))
	return hex.EncodeToString(sum[:16])
}

// IsZero reports a view of every row in stored order.
func (v View) IsZero() bool { return v.String() == "{}" }

// cut bounds what is repeated of a sender's text.
func cut(text string) string {
	if len(text) > 200 {
		return strings.ToValidUTF8(text[:200], "") + "…"
	}
	return text
}
