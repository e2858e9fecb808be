package execution

import (
	"context"
	"io"
	"iter"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/query"
)

// Amazon is what this package asks of one AMC instance. Errors are those of
// package amc, or a fault of package connection when there is no token.
type Amazon interface {
	CreateExecution(ctx context.Context, request amc.ExecutionRequest) (amc.Execution, error)
	GetExecution(ctx context.Context, id string) (amc.Execution, error)
	ListExecutions(ctx context.Context, p amc.ListExecutionsParams) iter.Seq2[amc.Execution, error]
	CancelExecution(ctx context.Context, id string) error
	GetDownloadURLs(ctx context.Context, id string) (amc.DownloadURLs, error)
	// Download reads a link of GetDownloadURLs.
	Download(ctx context.Context, link string) (io.ReadCloser, error)
}

// Instances knows the instances.
type Instances interface {
	// Find gives an instance by our id or by Amazon's. It is a NotFound fault
	// for one that a may not see.
	Find(ctx context.Context, a actor.Actor, id actor.InstanceID) (Instance, error)
	// Amazon gives the way to an instance at Amazon, for the program's own
	// work. It makes no call.
	Amazon(ctx context.Context, id actor.InstanceID) (Amazon, error)
}

// Instance is what this package needs to know of one.
type Instance struct {
	ID actor.InstanceID
	// Account is Amazon's id of the AMC account, whose slots all its instances share.
	Account  string
	ClientID actor.ClientID
	// Synthetic instances hold no real data, and Amazon wants to be told so.
	Synthetic bool
	// OffBoarded: its client has left, and nothing runs on it any more.
	OffBoarded bool
}

// Queries knows the saved queries; *query.Service does. Both answer NotFound
// for what is missing or what a may not see.
type Queries interface {
	Get(ctx context.Context, a actor.Actor, id actor.QueryID) (query.Query, error)
	Version(ctx context.Context, a actor.Actor, id actor.QueryID, number int) (query.Version, error)
}

var _ Queries = (*query.Service)(nil)

// Tables knows what the queries of an instance can read; *datasource.Service
// does. It answers NotFound for an instance that is missing or that a may not see.
type Tables interface {
	Tables(ctx context.Context, a actor.Actor, id actor.InstanceID) (*catalog.Catalog, error)
	// TablesIn does the same within a transaction of the caller, who has found
	// the instance.
	TablesIn(ctx context.Context, tx bun.Tx, id actor.InstanceID) (*catalog.Catalog, error)
}
