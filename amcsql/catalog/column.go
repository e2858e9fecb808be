package catalog

// Class is the aggregation threshold of a column, from free to never shown.
type Class string

const (
	// None is always shown.
	None Class = "NONE"
	// Low needs 2 distinct users in the row.
	Low Class = "LOW"
	// Medium needs 100 distinct users.
	Medium Class = "MEDIUM"
	// High needs 100 distinct users and may not be compared with literals.
	High Class = "HIGH"
	// VeryHigh is never shown; it may be counted, joined and dropped.
	VeryHigh Class = "VERY_HIGH"
	// Internal is never shown; it may be counted.
	Internal Class = "INTERNAL"
)

// Rank orders classes by strictness, None being 0.
func (c Class) Rank() int {
	switch c {
	case Low:
		return 1
	case Medium:
		return 2
	case High:
		return 3
	case VeryHigh:
		return 4
	case Internal:
		return 5
	default:
		return 0
	}
}

// Users is how many distinct users a row needs before a value of the class is
// shown. The second result is false when it is never shown.
func (c Class) Users() (int, bool) {
	switch c {
	case Low:
		return 2, true
	case Medium, High:
		return 100, true
	case VeryHigh, Internal:
		return 0, false
	default:
		return 1, true
	}
}

// Role says whether a column is added up or grouped by.
type Role string

const (
	// Metric columns are numbers to aggregate.
	Metric Role = "METRIC"
	// Attribute columns are dimensions to group and filter by.
	Attribute Role = "DIMENSION"
)

// Unit says what a number counts; empty for plain counts and for text.
type Unit string

const (
	// Currency is the whole local currency.
	Currency Unit = "currency"
	// Microcents are 1/100,000,000 of the currency.
	Microcents Unit = "microcents"
	// Millicents are 1/100,000 of the currency.
	Millicents Unit = "millicents"
	// Seconds of duration.
	Seconds Unit = "seconds"
	// Hours of duration.
	Hours Unit = "hours"
)

// PerCurrency is how many of the unit make one of the currency: 1, 100,000 or
// 100,000,000; 0 for units that are not money.
func (u Unit) PerCurrency() int64 {
	switch u {
	case Currency:
		return 1
	case Millicents:
		return 100_000
	case Microcents:
		return 100_000_000
	default:
		return 0
	}
}

// Column is one column of a table.
type Column struct {
	Name        string
	Description string
	Type        Type
	Class       Class
	Role        Role
	Unit        Unit
	// Nullable is true where NULL has a meaning of its own, such as an
	// unresolved user. Other columns may hold NULL too.
	Nullable bool
	// Values are the known values of a closed set, without NULL.
	Values []string
	// ExampleValues are plausible values of an open set.
	ExampleValues []string
	Certainty     Certainty
	// Note is a doubt or an observation about the column, or "".
	Note string
}
