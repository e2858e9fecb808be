package result

import (
	"fmt"
	"strings"
)

// Declared is an output column as Amazon names it on an execution.
type Declared struct {
	Name string `json:"name"`
	// Type is Amazon's dataType: STRING, LONG, DECIMAL, TIMESTAMP, ARRAY, …
	// An unknown or empty type is kept as text.
	Type string `json:"type"`
	// Role is METRIC, DIMENSION or empty.
	Role string `json:"role,omitempty"`
}

// Column is one column of a stored result.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Role string `json:"role,omitempty"`
	// Encoding says how the file keeps the values; Type says what they mean.
	Encoding Encoding `json:"encoding"`
	// FirstEnd is where its values of the first row group end in the file, in bytes:
	// what comes before it is enough to read them. 0 in results of older versions.
	FirstEnd int64 `json:"firstEnd,omitempty"`
}

// Encoding is how a column lies in the file and how its values print. The
// layout makes printing give back the text that came in.
type Encoding struct {
	Kind   Kind   `json:"kind"`
	Layout Layout `json:"layout,omitempty"`
	// Precision and Scale are set for Decimal.
	Precision int `json:"precision,omitempty"`
	Scale     int `json:"scale,omitempty"`
}

// Kind is the physical type of a column.
type Kind string

// The kinds. Text is always possible; the others hold only values that print back as they came.
const (
	Text      Kind = "text"
	Integer   Kind = "integer"
	Decimal   Kind = "decimal"
	Double    Kind = "double"
	Boolean   Kind = "boolean"
	Date      Kind = "date"
	Timestamp Kind = "timestamp"
)

// Layout is a spelling that a whole column shares.
type Layout string

// The layouts of Decimal, Double and Timestamp.
const (
	FixedScale Layout = "fixed"   // 1.50, 2.00
	Trimmed    Layout = "trimmed" // 1.5, 2
	Pointed    Layout = "pointed" // 1.5, 2.0
	Seconds    Layout = "seconds" // 2025-06-02T14:05:13Z
	Millis     Layout = "millis"  // 2025-06-02T14:05:13.640Z
)

// kindOf is the kind that a declared type aims at. Arrays, rows, binaries and
// intervals stay the text Amazon printed.
func kindOf(declared string) Kind {
	switch strings.ToUpper(declared) {
	case "LONG", "INTEGER", "SHORT", "BYTE":
		return Integer
	case "DECIMAL":
		return Decimal
	case "DOUBLE", "FLOAT":
		return Double
	case "BOOLEAN":
		return Boolean
	case "DATE":
		return Date
	case "TIMESTAMP":
		return Timestamp
	default:
		return Text
	}
}

// physical is the DuckDB type the column is stored as.
func (e Encoding) physical() string {
	switch e.Kind {
	case Integer:
		return "BIGINT"
	case Decimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", e.Precision, e.Scale)
	case Double:
		return "DOUBLE"
	case Boolean:
		return "BOOLEAN"
	case Date:
		return "DATE"
	case Timestamp:
		return "TIMESTAMP"
	default:
		return "VARCHAR"
	}
}

// match orders the declared columns as the header has them. The header must
// name each declared column once; without a declaration every column is text.
func match(header []string, declared []Declared) ([]Column, error) {
	columns := make([]Column, len(header))
	if len(declared) == 0 {
		for i, name := range header {
			columns[i] = Column{Name: name, Type: "STRING"}
		}
		return columns, nil
	}
	if len(header) != len(declared) {
		return nil, &MalformedError{Row: 0, Detail: fmt.Sprintf("the header has %d columns, Amazon declared %d", len(header), len(declared))}
	}
	taken := make([]bool, len(declared))
next:
	for i, name := range header {
		for j, d := range declared {
			if !taken[j] && d.Name == name {
				taken[j] = true
				columns[i] = Column{Name: name, Type: d.Type, Role: d.Role}
				continue next
			}
		}
		return nil, &MalformedError{Row: 0, Detail: fmt.Sprintf("column %q of the header is not one Amazon declared", name)}
	}
	return columns, nil
}

// holds reports that a column of e can hold what needs other.
func (e Encoding) holds(other Encoding) bool {
	if e.Kind != other.Kind {
		return false
	}
	return e.Kind != Decimal || (e.Scale >= other.Scale && e.Precision-e.Scale >= other.Precision-other.Scale)
}

// roomy is e with as many digits as take no more bytes.
func (e Encoding) roomy() Encoding {
	switch {
	case e.Kind != Decimal:
	case e.Precision <= smallDecimal:
		e.Precision = smallDecimal
	default:
		e.Precision = wideDigits
	}
	return e
}
