package catalog

import (
	"fmt"
	"io/fs"
	"strings"
)

// FunctionKind says where a function may stand.
type FunctionKind string

const (
	// Scalar functions give one value per row.
	Scalar FunctionKind = "scalar"
	// Aggregate functions give one value per group; most also take OVER.
	Aggregate FunctionKind = "aggregate"
	// Window functions need OVER.
	Window FunctionKind = "window"
	// TableFunction stands in FROM.
	TableFunction FunctionKind = "table"
)

// Status says whether AMC accepts a function.
type Status string

const (
	// Documented functions are listed by Amazon.
	Documented Status = "documented"
	// Observed functions occur in working queries and are not documented.
	Observed Status = "observed"
	// Unsupported functions are known to be refused.
	Unsupported Status = "unsupported"
	// Doubted functions are reported not to exist by single practitioners, while
	// Amazon says nothing of them.
	Doubted Status = "doubted"
	// Unknown functions are neither documented nor seen to work or fail.
	Unknown Status = "unknown"
)

// Usable reports whether a query may rely on the function.
func (s Status) Usable() bool { return s == Documented || s == Observed }

// ValueKind is the kind of value an argument takes or a function gives.
type ValueKind string

// The kinds of values in signatures.
const (
	AnyValue     ValueKind = "any"
	TextValue    ValueKind = "text"
	NumberValue  ValueKind = "number"
	IntegerValue ValueKind = "integer"
	BooleanValue ValueKind = "boolean"
	DateValue    ValueKind = "date"
	TimeValue    ValueKind = "timestamp"
	WhenValue    ValueKind = "when" // DATE or TIMESTAMP
	ArrayValue   ValueKind = "array"
	MapValue     ValueKind = "map"
	RowValue     ValueKind = "row"
	BinaryValue  ValueKind = "binary"
	// LiteralValue is a string literal known when the query compiles.
	LiteralValue ValueKind = "literal"
	// TypeValue is a data type, as in CAST.
	TypeValue ValueKind = "type"
	// SameValue is a result of the first argument's type.
	SameValue ValueKind = "same"
	// CommonValue is a result of the type all value arguments share.
	CommonValue ValueKind = "common"
	// ElementValue is a result of the element type of the first argument.
	ElementValue ValueKind = "element"
)

// Parameter is one argument of a function.
type Parameter struct {
	Name string
	Kind ValueKind
	// Optional arguments may be left out from the right.
	Optional bool
	// Variadic is true for a last argument that may repeat, at least once
	// unless Optional.
	Variadic bool
}

// Function is the signature and meaning of one function.
type Function struct {
	Name string
	// Aliases are other names of the same function.
	Aliases    []string
	Kind       FunctionKind
	Parameters []Parameter
	Returns    ValueKind
	// Syntax shows how the call is written where that is not NAME(a, b), else "".
	Syntax string
	// NoParentheses is true for CURRENT_DATE and its kind.
	NoParentheses bool
	// Windowed aggregates may take OVER.
	Windowed bool
	Status   Status
	// Doc is one line in plain words.
	Doc string
	// Instead names the function to use in place of an unusable one, or "".
	Instead string
}

// Arity gives the least and the greatest number of arguments; greatest is -1
// when there is no limit.
func (f *Function) Arity() (least, greatest int) {
	for _, parameter := range f.Parameters {
		if !parameter.Optional {
			least++
		}
		if parameter.Variadic {
			return least, -1
		}
	}
	return least, len(f.Parameters)
}

// Signature shows the call for people, such as ROUND(x [, digits]).
func (f *Function) Signature() string {
	if f.Syntax != "" {
		return f.Syntax
	}
	if f.NoParentheses {
		return f.Name
	}
	var text strings.Builder
	text.WriteString(f.Name + "(")
	for i, parameter := range f.Parameters {
		separator := ""
		if i > 0 {
			separator = ", "
		}
		name := parameter.Name
		if parameter.Variadic {
			name += ", …"
		}
		switch {
		case parameter.Optional && i > 0:
			text.WriteString(" [" + separator + name + "]")
		case parameter.Optional:
			text.WriteString("[" + name + "]")
		default:
			text.WriteString(separator + name)
		}
	}
	return text.String() + ")"
}

type functionRecord struct {
	Name          string       `json:"name"`
	Aliases       []string     `json:"aliases"`
	Kind          FunctionKind `json:"kind"`
	Parameters    []string     `json:"parameters"` // name:kind, then ? for optional, * for variadic
	Returns       ValueKind    `json:"returns"`
	Syntax        string       `json:"syntax"`
	NoParentheses bool         `json:"noParentheses"`
	Windowed      bool         `json:"windowed"`
	Status        Status       `json:"status"`
	Doc           string       `json:"doc"`
	Instead       string       `json:"instead"`
}

func (c *Catalog) loadFunctions(source fs.FS) error {
	var records []functionRecord
	if err := decode(source, "functions", &records); err != nil {
		return fmt.Errorf("functions: %w", err)
	}
	for _, record := range records {
		function := &Function{
			Name: record.Name, Aliases: record.Aliases, Kind: record.Kind, Returns: record.Returns, Syntax: record.Syntax,
			NoParentheses: record.NoParentheses, Windowed: record.Windowed, Status: record.Status, Doc: record.Doc, Instead: record.Instead,
		}
		if function.Kind == "" {
			function.Kind = Scalar
		}
		if function.Status == "" {
			function.Status = Documented
		}
		for _, text := range record.Parameters {
			name, kind, ok := strings.Cut(text, ":")
			if !ok {
				return fmt.Errorf("function %s: parameter %q has no kind", record.Name, text)
			}
			kind, optional := strings.CutSuffix(kind, "?")
			kind, variadic := strings.CutSuffix(kind, "*")
			function.Parameters = append(function.Parameters, Parameter{Name: name, Kind: ValueKind(kind), Optional: optional, Variadic: variadic})
		}
		if err := c.addFunction(function); err != nil {
			return err
		}
	}
	return nil
}
