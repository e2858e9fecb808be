package catalog

import "strings"

// Kind says whether the time window of an execution cuts a table.
type Kind string

const (
	// Fact tables hold events and are cut by their WindowColumn.
	Fact Kind = "FACT"
	// Dimension tables hold the present state and ignore the window.
	Dimension Kind = "DIMENSION"
)

// Certainty says how well a fact is supported.
type Certainty string

const (
	// Many independent sources agree.
	Many Certainty = "many"
	// One source only.
	One Certainty = "one"
	// Inferred from use, never stated.
	Inferred Certainty = "inferred"
)

// Table is one data source: a name that may stand in FROM.
type Table struct {
	Name        string
	Category    string
	Description string
	// Grain says what one row is, such as "one row per impression".
	Grain   string
	Kind    Kind
	Columns []Column
	// WindowColumn is the column the time window filters, of type TIMESTAMP
	// (UTC) or DATE; empty for a Dimension.
	WindowColumn string
	// EventTimeColumns are the columns that may stand for the time of the row.
	EventTimeColumns []string
	// RetentionMonths is how far back rows go; 0 for a Dimension.
	RetentionMonths int
	// Paid sources need a subscription of the instance.
	Paid bool
	// Deprecated sources were removed by Amazon and answer in old queries only.
	Deprecated bool
	// Uploaded tables were declared as a Dataset, see Catalog.With.
	Uploaded  bool
	Certainty Certainty
	// Aliases are other spellings that mean this table.
	Aliases []string
	// Pitfalls are short warnings worth showing beside the table.
	Pitfalls []string
	// Audience tells of the twin for audience queries; nil when there is none
	// and for the twin itself.
	Audience *Audience
	// Base is the measurement table this audience twin was made from, else "".
	Base string

	byName map[string]int
}

// Audience describes the _for_audiences twin of a table.
type Audience struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
	// DSP and SponsoredAds say which advertisers may build audiences from it.
	DSP          bool `json:"dsp"`
	SponsoredAds bool `json:"sponsoredAds"`
	// RemovedColumns are columns of the base the twin lacks.
	RemovedColumns []string `json:"removedColumns"`
	// RowRules are readable rules on rows the twin lacks.
	RowRules []string `json:"rowRules"`
}

// Column finds a column by name in any case.
func (t *Table) Column(name string) (*Column, bool) {
	i, ok := t.byName[strings.ToLower(name)]
	if !ok {
		return nil, false
	}
	return &t.Columns[i], true
}

// IsAudience reports whether the table may only be read by audience queries.
func (t *Table) IsAudience() bool { return t.Base != "" }

// InSandbox reports whether sandbox instances hold the table: they have
// neither the removed ad server nor the audience segment sources.
func (t *Table) InSandbox() bool {
	return !t.Deprecated && !strings.HasPrefix(t.Name, "audience_segments_") && !strings.HasPrefix(t.Name, "segment_metadata")
}

func (t *Table) index() {
	t.byName = make(map[string]int, len(t.Columns))
	for i := range t.Columns {
		t.byName[strings.ToLower(t.Columns[i].Name)] = i
	}
}

// audienceTwin builds the table that audience queries read in place of t.
func (t *Table) audienceTwin() *Table {
	a := t.Audience
	twin := *t
	twin.Name = a.Name
	twin.Aliases = a.Aliases
	twin.Audience = nil
	twin.Base = t.Name
	twin.Description = "For audience queries: " + t.Description
	twin.Pitfalls = append(append([]string{}, t.Pitfalls...), a.RowRules...)
	removed := make(map[string]bool, len(a.RemovedColumns))
	for _, name := range a.RemovedColumns {
		removed[name] = true
	}
	twin.Columns = make([]Column, 0, len(t.Columns))
	for _, column := range t.Columns {
		if !removed[column.Name] {
			twin.Columns = append(twin.Columns, column)
		}
	}
	twin.index()
	return &twin
}
