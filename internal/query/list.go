package query

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// Filter chooses queries of a list. Zero fields choose all.
type Filter struct {
	Search     string // part of the name, in any case
	ClientID   actor.ClientID
	InstanceID actor.InstanceID
	Archived   bool // the archived ones instead
	After      *Key // the last one of the page before
}

// Key is the place of a query in a list.
type Key struct {
	UpdatedAt time.Time     `json:"u"`
	ID        actor.QueryID `json:"i"`
}

// Key is the query's place in a list.
func (s Summary) Key() Key { return Key{UpdatedAt: s.UpdatedAt, ID: s.ID} }

// summaryRow is a query joined with the names that stand beside it.
type summaryRow struct {
	queryRow `bun:",extend"`

	ShownClientID    actor.ClientID `bun:"shown_client_id"`
	ShownClientName  string         `bun:"shown_client_name"`
	ShownClientColor string         `bun:"shown_client_color"`
	CreatedByName    string         `bun:"created_by_name"`
	UpdatedByName    string         `bun:"updated_by_name"`
}

func (r summaryRow) summary() Summary {
	s := Summary{
		ID: r.ID, Name: r.Name, Description: r.Description, InstanceID: r.InstanceID,
		Version: r.Version, Revision: r.Revision, ArchivedAt: r.ArchivedAt,
		CreatedAt: r.CreatedAt, CreatedBy: Person{r.CreatedBy, r.CreatedByName},
		UpdatedAt: r.UpdatedAt, UpdatedBy: Person{r.UpdatedBy, r.UpdatedByName},
	}
	if r.ShownClientID != "" {
		s.Client = &Client{ID: r.ShownClientID, Name: r.ShownClientName, Color: r.ShownClientColor}
	}
	return s
}

func selectSummaries(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).
		ColumnExpr("query.*").
		ColumnExpr("coalesce(client.id, '') AS shown_client_id").
		ColumnExpr("coalesce(client.name, '') AS shown_client_name").
		ColumnExpr("coalesce(client.color, '') AS shown_client_color").
		ColumnExpr("creator.name AS created_by_name").
		ColumnExpr("updater.name AS updated_by_name").
		Join("LEFT JOIN instance ON instance.id = query.instance_id").
		Join("LEFT JOIN client ON client.id = coalesce(query.client_id, instance.client_id)").
		Join("JOIN person AS creator ON creator.id = query.created_by").
		Join("JOIN person AS updater ON updater.id = query.updated_by")
}

// sees is the condition that a may see a query: one of an instance with the
// instance, one of a client with the client, and one of neither with any access.
func sees(a actor.Actor) schema.QueryWithArgs {
	return bun.SafeQuery(`(? OR query.instance_id IS NULL AND ? OR query.instance_id IS NULL AND query.client_id IS NULL AND ?)`,
		database.Sees(a, "query.instance_id"), database.SeesClient(a, "query.client_id"), a.MayAnywhere(actor.See))
}

func listQueries(ctx context.Context, tx bun.Tx, a actor.Actor, filter Filter, limit int64) ([]Summary, error) {
	var rows []summaryRow
	query := selectSummaries(tx, &rows).OrderExpr("query.updated_at DESC, query.id DESC").Limit(limit)
	if !a.SeesAll() {
		query = query.Where("?", sees(a))
	}
	if filter.Archived {
		query = query.Where("query.archived_at IS NOT NULL")
	} else {
		query = query.Where("query.archived_at IS NULL")
	}
	if key := nameKey(filter.Search); key != "" {
		escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(key)
		query = query.Where(`query.name_key LIKE ? ESCAPE '\'`, "%"+escaped+"%")
	}
	if filter.ClientID != "" {
		query = query.Where("client.id = ?", filter.ClientID)
	}
	if filter.InstanceID != "" {
		query = query.Where("query.instance_id = ?", filter.InstanceID)
	}
	if after := filter.After; after != nil {
		query = query.Where("(query.updated_at, query.id) < (?, ?)", after.UpdatedAt, after.ID)
	}
	if err := query.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list queries: %w", err)
	}
	summaries := make([]Summary, 0, len(rows))
	for _, row := range rows {
		summaries = append(summaries, row.summary())
	}
	return summaries, nil
}
