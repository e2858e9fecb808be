package catalog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Dataset is a table that an advertiser uploaded to an instance.
type Dataset struct {
	// Name is the id of the data set: small letters, digits and underscores.
	Name        string
	Description string
	// Kind says whether the time window of an execution cuts the rows.
	Kind Kind
	// EventTime is the column that the window cuts, of type DATE or TIMESTAMP;
	// empty for a Dimension. A Fact with one such column need not name it.
	EventTime string
	Columns   []Column
}

// UploadedCategory is the category of tables made from a Dataset.
const UploadedCategory = "Uploaded data sets"

// With gives a catalogue that holds the data sets as well. Names that are taken,
// twice the same column and a Fact without an event time are errors.
func (c *Catalog) With(datasets ...Dataset) (*Catalog, error) {
	extended := &Catalog{
		tables: slices.Clone(c.tables), tableByName: maps.Clone(c.tableByName),
		functions: c.functions, functionByName: c.functionByName, unreal: c.unreal,
		tableNames: slices.Clone(c.tableNames), usable: c.usable,
	}
	for _, dataset := range datasets {
		table, err := dataset.table()
		if err != nil {
			return nil, err
		}
		if err := extended.addTable(table); err != nil {
			return nil, err
		}
	}
	return extended, nil
}

// datasetName is what the upload API accepts, in any case.
var datasetName = regexp.MustCompile(`^[A-Za-z0-9_]+$`)

func (d Dataset) table() (*Table, error) {
	if !datasetName.MatchString(d.Name) {
		return nil, fmt.Errorf("data set %q: a name consists of letters, digits and underscores", d.Name)
	}
	if len(d.Columns) == 0 {
		return nil, fmt.Errorf("data set %s has no columns", d.Name)
	}
	table := &Table{
		Name: strings.ToLower(d.Name), Category: UploadedCategory, Description: d.Description, Grain: "one row per uploaded record",
		Kind: d.Kind, Columns: slices.Clone(d.Columns), Certainty: Many, Uploaded: true,
	}
	if table.Description == "" {
		table.Description = "Uploaded by the advertiser."
	}
	for i := range table.Columns {
		column := &table.Columns[i]
		if !datasetName.MatchString(column.Name) {
			return nil, fmt.Errorf("data set %s: column %q: a name consists of letters, digits and underscores", d.Name, column.Name)
		}
		column.Name = strings.ToLower(column.Name)
		column.fill()
	}
	table.index()
	if len(table.byName) != len(table.Columns) {
		return nil, fmt.Errorf("data set %s has two columns of one name", d.Name)
	}
	return table, table.cutBy(strings.ToLower(d.EventTime))
}

// fill sets what an upload does not tell.
func (c *Column) fill() {
	if c.Role == "" {
		c.Role = Attribute
	}
	switch {
	case c.Class != "":
	case c.Name == "user_id":
		c.Class = VeryHigh
	case c.Role == Metric:
		c.Class = None
	default:
		c.Class = Low
	}
	if c.Certainty == "" {
		c.Certainty = Many
	}
}

// cutBy sets the column that the time window cuts.
func (t *Table) cutBy(name string) error {
	switch t.Kind {
	case Dimension:
		return nil
	case Fact:
	default:
		return fmt.Errorf("data set %s: its kind is FACT or DIMENSION, not %q", t.Name, t.Kind)
	}
	var times []string
	for _, column := range t.Columns {
		if column.Type.Name == Date || column.Type.Name == Timestamp {
			times = append(times, column.Name)
		}
	}
	switch {
	case name == "" && len(times) == 1:
		name = times[0]
	case name == "":
		return fmt.Errorf("data set %s: a FACT names the column of its event time", t.Name)
	case !slices.Contains(times, name):
		return fmt.Errorf("data set %s: its event time %s is no column of type DATE or TIMESTAMP", t.Name, name)
	}
	t.WindowColumn, t.EventTimeColumns = name, []string{name}
	return nil
}
