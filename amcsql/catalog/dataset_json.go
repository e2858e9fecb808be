package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ParseDatasets reads data sets from JSON: one object, an array of them, or an
// object with the array under "datasets".
//
//	{"name": "crm_orders", "kind": "FACT", "eventTime": "order_dt", "columns": [
//	  {"name": "user_id", "type": "STRING"},
//	  {"name": "order_dt", "type": "TIMESTAMP"},
//	  {"name": "revenue", "type": "DECIMAL(12,2)", "role": "METRIC"}]}
//
// The form of the upload API is read as well: dataSetId, dataSetType, and for
// columns dataType, columnType, isMainEventTime and externalUserIdType. A
// column with the latter holds identities, which queries see as user_id and
// user_id_type.
func ParseDatasets(text []byte) ([]Dataset, error) {
	var list struct {
		Datasets []datasetRecord `json:"datasets"` // keys match in any case: dataSets too
		Dataset  *datasetRecord  `json:"dataset"`
	}
	var records []datasetRecord
	switch trimmed := strings.TrimSpace(string(text)); {
	case strings.HasPrefix(trimmed, "["):
		if err := json.Unmarshal(text, &records); err != nil {
			return nil, fmt.Errorf("read data sets: %w", err)
		}
	default:
		if err := json.Unmarshal(text, &list); err != nil {
			return nil, fmt.Errorf("read data sets: %w", err)
		}
		records = list.Datasets
		switch {
		case list.Dataset != nil:
			records = append(records, *list.Dataset)
		case list.Datasets == nil:
			var single datasetRecord
			if err := json.Unmarshal(text, &single); err != nil {
				return nil, fmt.Errorf("read data set: %w", err)
			}
			records = append(records, single)
		}
	}
	if len(records) == 0 {
		return nil, errors.New("read data sets: there is none")
	}
	datasets := make([]Dataset, len(records))
	for i, record := range records {
		dataset, err := record.dataset()
		if err != nil {
			return nil, fmt.Errorf("data set %s: %w", record.name(), err)
		}
		datasets[i] = dataset
	}
	return datasets, nil
}

type datasetRecord struct {
	Name, DataSetID, ID            string
	Description                    string
	Kind, Type, DataSetType        string
	EventTime, MainEventTimeColumn string
	Columns                        []uploadedColumn
}

type uploadedColumn struct {
	Name, Description    string
	Type, DataType       string
	Role, ColumnType     string
	Class                string
	Values               []string
	IsMainEventTime      bool
	ExternalUserIDType   any
	IsNullable, Nullable *bool
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func (r datasetRecord) name() string { return first(r.Name, r.DataSetID, r.ID) }

func (r datasetRecord) dataset() (Dataset, error) {
	dataset := Dataset{
		Name: r.name(), Description: r.Description, EventTime: first(r.EventTime, r.MainEventTimeColumn),
		Kind: Kind(strings.ToUpper(first(r.Kind, r.DataSetType, r.Type))),
	}
	identities := false
	for _, given := range r.Columns {
		if given.ExternalUserIDType != nil {
			identities = true
			continue
		}
		column, err := given.column()
		if err != nil {
			return dataset, fmt.Errorf("column %s: %w", given.Name, err)
		}
		if given.IsMainEventTime {
			dataset.EventTime = given.Name
		}
		dataset.Columns = append(dataset.Columns, column)
	}
	if identities {
		dataset.Columns = append(dataset.Columns, identityColumns()...)
	}
	if dataset.Kind == "" {
		dataset.Kind = Dimension
		if dataset.EventTime != "" {
			dataset.Kind = Fact
		}
	}
	return dataset, nil
}

func identityColumns() []Column {
	text := Type{Name: String}
	return []Column{
		{Name: "user_id", Type: text, Class: VeryHigh, Nullable: true, Description: "Pseudonym of the person; NULL where no identity matched."},
		{Name: "user_id_type", Type: text, Class: Low, Nullable: true, Description: "Kind of the pseudonym."},
	}
}

// sqlTypes are names of CAST that declarations may use for the API's own.
var sqlTypes = map[string]string{
	"BIGINT": "LONG", "INT": "INTEGER", "SMALLINT": "SHORT", "TINYINT": "BYTE", "VARCHAR": "STRING", "CHAR": "STRING", "TEXT": "STRING", "REAL": "FLOAT", "BOOL": "BOOLEAN",
}

func (u uploadedColumn) column() (Column, error) {
	if u.Name == "" {
		return Column{}, errors.New("it has no name")
	}
	name := strings.ToUpper(first(u.Type, u.DataType))
	if own, ok := sqlTypes[name]; ok {
		name = own
	}
	typ, err := ParseType(name)
	if err != nil {
		return Column{}, err
	}
	column := Column{
		Name: u.Name, Description: first(u.Description, "Uploaded by the advertiser."), Type: typ, Values: u.Values,
		Role: Role(strings.ToUpper(first(u.Role, u.ColumnType))), Class: Class(strings.ToUpper(u.Class)), Nullable: true,
	}
	for _, nullable := range []*bool{u.Nullable, u.IsNullable} {
		if nullable != nil {
			column.Nullable = *nullable
		}
	}
	switch column.Role {
	case "", Attribute, Metric:
	default:
		return Column{}, fmt.Errorf("its role is DIMENSION or METRIC, not %q", column.Role)
	}
	switch column.Class {
	case "", None, Low, Medium, High, VeryHigh, Internal:
	default:
		return Column{}, fmt.Errorf("there is no class %q", column.Class)
	}
	return column, nil
}
