package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/datasource"
)

// DataSource is one table that queries on an instance can read.
type DataSource struct {
	Name         string             `json:"name"`
	Category     string             `json:"category"`
	Description  string             `json:"description"`
	Kind         string             `json:"kind" doc:"FACT, DIMENSION, or empty when unknown."`
	WindowColumn string             `json:"windowColumn,omitempty"`
	Paid         bool               `json:"paid"`
	Deprecated   bool               `json:"deprecated"`
	AudienceOnly bool               `json:"audienceOnly"`
	Uploaded     bool               `json:"uploaded" doc:"By the advertiser."`
	Declared     bool               `json:"declared" doc:"By a person here, for the checks; see the data sets of the instance."`
	Example      string             `json:"example,omitempty" doc:"A short query on it that AMC accepts."`
	Columns      []DataSourceColumn `json:"columns"`
}

// DataSourceColumn is one column of a table.
type DataSourceColumn struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Type        string   `json:"type" doc:"AMC's type, empty when unknown."`
	Class       string   `json:"class" doc:"How AMC protects it: NONE, LOW, MEDIUM, HIGH, VERY_HIGH, INTERNAL, or empty when unknown."`
	Role        string   `json:"role" doc:"METRIC or DIMENSION."`
	Unit        string   `json:"unit,omitempty"`
	Values      []string `json:"values,omitempty" doc:"All values, for columns that have a fixed few."`
	Examples    []string `json:"examples,omitempty"`
}

// DataSources are the tables of an instance.
type DataSources struct {
	Items     []DataSource `json:"items"`
	FetchedAt time.Time    `json:"fetchedAt"`
	Stale     bool         `json:"stale" doc:"Amazon could not be asked; this is what it said at fetchedAt."`
}

// SharedDataSource is one table with the instances that have it.
type SharedDataSource struct {
	DataSource

	InstanceIDs []actor.InstanceID `json:"instanceIds"`
}

// AllDataSources are the tables of all instances.
type AllDataSources struct {
	Items     []SharedDataSource    `json:"items"`
	Missing   []InstanceWithoutList `json:"missing" doc:"Instances whose tables could not be had, and why; the items are without theirs."`
	FetchedAt *time.Time            `json:"fetchedAt,omitempty" doc:"When Amazon gave the oldest of the lists; absent without any."`
	Stale     bool                  `json:"stale" doc:"Amazon could not be asked for some of them; older lists stand in."`
}

// InstanceWithoutList is an instance whose tables could not be had.
type InstanceWithoutList struct {
	Instance InstanceRef `json:"instance"`
	Problem  Trouble     `json:"problem"`
}

func (s *Server) dataSourceRoutes() {
	signedIn(s, operation(http.MethodGet, "/data-sources", "listAllDataSources", "data sources", "The tables of all instances you may see"), s.listAllDataSources)
	signedIn(s, failing(operation(http.MethodGet, "/instances/{id}/data-sources", "listDataSources", "data sources", "The tables queries can read"),
		http.StatusNotFound, http.StatusServiceUnavailable), s.listDataSources)
}

func (s *Server) listAllDataSources(ctx context.Context, a actor.Actor, _ *none) (*body[AllDataSources], error) {
	found, err := s.deps.DataSources.ListAll(ctx, a)
	if err != nil {
		return nil, err
	}
	out := AllDataSources{
		Items: make([]SharedDataSource, len(found.Sources)), Missing: make([]InstanceWithoutList, len(found.Missing)),
		FetchedAt: timeOrNone(found.FetchedAt), Stale: found.Stale,
	}
	for i, source := range found.Sources {
		out.Items[i] = SharedDataSource{DataSource: dataSourceOf(source.Source), InstanceIDs: source.InstanceIDs}
	}
	for i, missing := range found.Missing {
		reason := missing.Reason
		out.Missing[i] = InstanceWithoutList{
			Instance: instanceRefOf(missing.Instance),
			Problem:  Trouble{Code: reason.Code, Message: reason.Message, Next: reason.Next},
		}
	}
	return &body[AllDataSources]{out}, nil
}

func (s *Server) listDataSources(ctx context.Context, a actor.Actor, in *instanceInput) (*body[DataSources], error) {
	found, err := s.deps.DataSources.List(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	out := DataSources{Items: make([]DataSource, len(found.Sources)), FetchedAt: found.FetchedAt, Stale: found.Stale}
	for i, source := range found.Sources {
		out.Items[i] = dataSourceOf(source)
	}
	return &body[DataSources]{out}, nil
}

func dataSourceOf(d datasource.Source) DataSource {
	out := DataSource{
		Name: d.Name, Category: d.Category, Description: d.Description, Kind: d.Kind, WindowColumn: d.WindowColumn,
		Paid: d.Paid, Deprecated: d.Deprecated, AudienceOnly: d.AudienceOnly, Uploaded: d.Uploaded, Declared: d.Declared, Example: d.Example,
		Columns: make([]DataSourceColumn, len(d.Columns)),
	}
	for i, c := range d.Columns {
		out.Columns[i] = DataSourceColumn(c)
	}
	return out
}
