package catalog

import "encoding/json"

// MarshalJSON writes the form that ParseDatasets reads.
func (d Dataset) MarshalJSON() ([]byte, error) {
	form := datasetForm{
		Name: d.Name, Description: d.Description, Kind: d.Kind, EventTime: d.EventTime, Columns: make([]columnForm, len(d.Columns)),
	}
	for i, column := range d.Columns {
		form.Columns[i] = columnForm{
			Name: column.Name, Description: column.Description, Type: column.Type.String(),
			Role: column.Role, Class: column.Class, Values: column.Values, Nullable: column.Nullable,
		}
	}
	return json.Marshal(form)
}

type datasetForm struct {
	Name        string       `json:"name"`
	Description string       `json:"description,omitempty"`
	Kind        Kind         `json:"kind"`
	EventTime   string       `json:"eventTime,omitempty"`
	Columns     []columnForm `json:"columns"`
}

type columnForm struct {
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	Type        string   `json:"type"`
	Role        Role     `json:"role,omitempty"`
	Class       Class    `json:"class,omitempty"`
	Values      []string `json:"values,omitempty"`
	Nullable    bool     `json:"nullable"`
}

// Complete gives the data set as queries see it: names in small letters, with
// what a declaration may leave out. Its errors are those of With.
func (d Dataset) Complete() (Dataset, error) {
	table, err := d.table()
	if err != nil {
		return d, err
	}
	return table.Dataset(), nil
}

// Dataset is a table as it would be declared.
func (t *Table) Dataset() Dataset {
	return Dataset{Name: t.Name, Description: t.Description, Kind: t.Kind, EventTime: t.WindowColumn, Columns: t.Columns}
}
