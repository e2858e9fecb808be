package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/datasource"
	"github.com/recomamp/recomamp/internal/fault"
)

// DataSetDeclaration describes a table that an advertiser uploads to an instance.
type DataSetDeclaration struct {
	Name        string          `json:"name" pattern:"^[A-Za-z0-9_]+$" maxLength:"128" doc:"As queries name it; Amazon calls it dataSetId."`
	Description string          `json:"description,omitempty" maxLength:"1000"`
	Kind        string          `json:"kind" enum:"FACT,DIMENSION" doc:"The time window of a run cuts a FACT."`
	EventTime   string          `json:"eventTime,omitempty" doc:"The DATE or TIMESTAMP column that the window cuts; a FACT with one such column need not say."`
	Columns     []DataSetColumn `json:"columns" minItems:"1" maxItems:"500"`
}

// DataSetColumn is one column of a data set.
type DataSetColumn struct {
	Name        string   `json:"name" pattern:"^[A-Za-z0-9_]+$" maxLength:"128"`
	Description string   `json:"description,omitempty" maxLength:"1000"`
	Type        string   `json:"type" doc:"AMC's." example:"DECIMAL(12,2)"`
	Role        string   `json:"role,omitempty" enum:"METRIC,DIMENSION" doc:"DIMENSION when absent."`
	Class       string   `json:"class,omitempty" enum:"NONE,LOW,MEDIUM,HIGH,VERY_HIGH,INTERNAL" doc:"How AMC protects it. When absent, VERY_HIGH for user_id, NONE for a metric, else LOW."`
	Values      []string `json:"values,omitempty" maxItems:"1000" doc:"All values, for columns that have a fixed few."`
	Nullable    *bool    `json:"nullable,omitempty" doc:"Whether values may be absent; they may when this is."`
}

// DataSet is a data set that is declared for an instance.
type DataSet struct {
	DataSetDeclaration

	Version   int       `json:"version" doc:"Edits carry it as If-Match."`
	UpdatedAt time.Time `json:"updatedAt"`
}

// DataSetInput names one data set of an instance.
type DataSetInput struct {
	ID   actor.InstanceID `path:"id" doc:"Ours or Amazon's."`
	Name string           `path:"name" pattern:"^[A-Za-z0-9_]+$" maxLength:"128"`
}

type declareDataSetInput struct {
	OnVersion
	DataSetInput

	Body DataSetDeclaration
}

type removeDataSetInput struct {
	OnVersion
	DataSetInput
}

type readDataSetsInput struct {
	Body struct {
		Text string `json:"text" maxLength:"2097152" doc:"JSON: one data set, an array of them, or what Amazon's upload API calls dataSet or dataSets."`
	}
}

var errDataSetName = fault.New(fault.Invalid, "data_set.name_differs", "The name in the address and the one in the body differ.")

func (s *Server) dataSetRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/instances/{id}/data-sets", "listDataSets", "data sources", "The uploaded data sets that are declared for an instance"),
		http.StatusNotFound), s.listDataSets)
	signedIn(s, failing(acting(operation(http.MethodPut, "/instances/{id}/data-sets/{name}", "declareDataSet", "data sources", `Declare an uploaded data set, so that checks know it; If-Match is "0" for a new one`), audit.DataSetDeclared, "name"),
		http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable), s.declareDataSet)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/instances/{id}/data-sets/{name}", "removeDataSet", "data sources", "Take the declaration of a data set back"), audit.DataSetRemoved, "name"),
		http.StatusNotFound, http.StatusConflict, http.StatusServiceUnavailable), s.removeDataSet)
	read := reading(operation(http.MethodPost, "/data-sets/read", "readDataSets", "data sources", "Read declarations of data sets from text and say what they mean"))
	read.MaxBodyBytes = mostCheckedBody
	signedIn(s, read, s.readDataSets)
}

func (s *Server) listDataSets(ctx context.Context, a actor.Actor, in *instanceInput) (*body[List[DataSet]], error) {
	found, err := s.deps.DataSources.DataSets(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return listOf(found, dataSetOf), nil
}

func (s *Server) declareDataSet(ctx context.Context, a actor.Actor, in *declareDataSetInput) (*versioned[DataSet], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	wanted, err := in.Body.dataset()
	if err != nil {
		return nil, err
	}
	if wanted.Name != in.Name {
		return nil, errDataSetName.WithField("/name", "must be "+in.Name)
	}
	set, err := s.deps.DataSources.Declare(ctx, a, in.ID, version, wanted)
	if err != nil {
		return nil, err
	}
	return &versioned[DataSet]{ETag: etag(set.Version), Body: dataSetOf(set)}, nil
}

func (s *Server) removeDataSet(ctx context.Context, a actor.Actor, in *removeDataSetInput) (*none, error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	return nil, s.deps.DataSources.Remove(ctx, a, in.ID, in.Name, version)
}

func (s *Server) readDataSets(_ context.Context, _ actor.Actor, in *readDataSetsInput) (*body[List[DataSetDeclaration]], error) {
	read, err := catalog.ParseDatasets([]byte(in.Body.Text))
	if err != nil {
		return nil, datasource.ErrDataSetInvalid.WithField("/text", err.Error())
	}
	for i, dataset := range read {
		if read[i], err = dataset.Complete(); err != nil {
			return nil, datasource.ErrDataSetInvalid.WithField("/text", err.Error())
		}
	}
	return listOf(read, declarationOf), nil
}

// dataset is a declaration as the language knows it. Its form is the one that
// files have, so that both are read in one place.
func (d DataSetDeclaration) dataset() (catalog.Dataset, error) {
	text, err := json.Marshal(d)
	if err != nil {
		return catalog.Dataset{}, err
	}
	read, err := catalog.ParseDatasets(text)
	if err != nil {
		return catalog.Dataset{}, datasource.ErrDataSetInvalid.WithField("/", err.Error())
	}
	return read[0], nil
}

func dataSetOf(d datasource.DataSet) DataSet {
	return DataSet{DataSetDeclaration: declarationOf(d.Dataset), Version: d.Version, UpdatedAt: d.UpdatedAt}
}

func declarationOf(d catalog.Dataset) DataSetDeclaration {
	out := DataSetDeclaration{
		Name: d.Name, Description: d.Description, Kind: string(d.Kind), EventTime: d.EventTime, Columns: make([]DataSetColumn, len(d.Columns)),
	}
	for i, c := range d.Columns {
		out.Columns[i] = DataSetColumn{
			Name: c.Name, Description: c.Description, Type: c.Type.String(), Role: string(c.Role), Class: string(c.Class),
			Values: c.Values, Nullable: &c.Nullable,
		}
	}
	return out
}
