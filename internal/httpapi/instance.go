package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
)

// Instance is one AMC instance of a client.
type Instance struct {
	ID             actor.InstanceID   `json:"id"`
	AmazonID       string             `json:"amazonId" example:"amcq7x2k9ab"`
	Name           string             `json:"name"`
	AmazonName     string             `json:"amazonName"`
	Client         ClientRef          `json:"client"`
	Type           string             `json:"type" doc:"STANDARD, SANDBOX, or what Amazon adds to these."`
	Region         string             `json:"region" enum:"NA,EU,FE"`
	MarketplaceID  string             `json:"marketplaceId"`
	AmazonAccount  string             `json:"amazonAccountId"`
	AccountName    string             `json:"accountName"`
	ConnectionID   actor.ConnectionID `json:"connectionId,omitempty"`
	CreationStatus string             `json:"creationStatus"`
	Health         string             `json:"health" enum:"healthy,not_ready,gone,disconnected,expired,needs_reconnect"`
	Trouble        *Trouble           `json:"problem,omitempty"`
	Version        int                `json:"version"`
	SeenAt         time.Time          `json:"seenAt"`
	SettledThrough time.Time          `json:"settledThrough" doc:"Windows that end by then are complete."`
}

// InstanceRef names the instance that something belongs to.
type InstanceRef struct {
	ID       actor.InstanceID `json:"id"`
	Name     string           `json:"name"`
	AmazonID string           `json:"amazonId"`
	Type     string           `json:"type"`
	Client   ClientRef        `json:"client"`
}

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

type instanceInput struct {
	ID actor.InstanceID `path:"id"`
}

type listInstancesInput struct {
	ClientID actor.ClientID `query:"clientId"`
	Search   string         `query:"search" maxLength:"200"`
}

type updateInstanceInput struct {
	OnVersion
	ID   actor.InstanceID `path:"id"`
	Body struct {
		Name *string `json:"name,omitempty" minLength:"1" maxLength:"200"`
	}
}

func (s *Server) instanceRoutes() {
	signedIn(s, operation(http.MethodGet, "/instances", "listInstances", "instances", "All instances you may see"), s.listInstances)
	signedIn(s, failing(operation(http.MethodGet, "/instances/{id}", "getInstance", "instances", "One instance"),
		http.StatusNotFound), s.getInstance)
	signedIn(s, failing(operation(http.MethodPatch, "/instances/{id}", "updateInstance", "instances", "Rename an instance"),
		http.StatusNotFound, http.StatusConflict), s.updateInstance)
	signedIn(s, failing(operation(http.MethodGet, "/instances/{id}/data-sources", "listDataSources", "instances", "The tables queries can read"),
		http.StatusNotFound, http.StatusServiceUnavailable), s.listDataSources)
}

func (s *Server) listInstances(context.Context, actor.Actor, *listInstancesInput) (*body[List[Instance]], error) {
	return nil, errLater
}

func (s *Server) getInstance(context.Context, actor.Actor, *instanceInput) (*versioned[Instance], error) {
	return nil, errLater
}

func (s *Server) updateInstance(context.Context, actor.Actor, *updateInstanceInput) (*versioned[Instance], error) {
	return nil, errLater
}

func (s *Server) listDataSources(context.Context, actor.Actor, *instanceInput) (*body[DataSources], error) {
	return nil, errLater
}
