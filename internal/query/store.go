package query

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

type queryRow struct {
	bun.BaseModel `bun:"table:query,alias:query"`

	ID          actor.QueryID    `bun:"id,pk"`
	ClientID    actor.ClientID   `bun:"client_id,nullzero"`
	InstanceID  actor.InstanceID `bun:"instance_id,nullzero"`
	Name        string           `bun:"name"`
	NameKey     string           `bun:"name_key"`
	Description string           `bun:"description"`
	Version     int              `bun:"version"`
	Revision    int              `bun:"revision"`
	ArchivedAt  *time.Time       `bun:"archived_at"`
	CreatedBy   actor.PersonID   `bun:"created_by"`
	CreatedAt   time.Time        `bun:"created_at"`
	UpdatedBy   actor.PersonID   `bun:"updated_by"`
	UpdatedAt   time.Time        `bun:"updated_at"`

	WholeClientID actor.ClientID `bun:"whole_client_id,scanonly"` // also of its instance
}

func (r *queryRow) describe(content Content) {
	r.rename(content.Name)
	r.Description = content.Description
	r.ClientID, r.InstanceID = content.ClientID, content.InstanceID
}

func (r *queryRow) rename(name string) {
	r.Name, r.NameKey = strings.TrimSpace(name), nameKey(name)
}

type versionRow struct {
	bun.BaseModel `bun:"table:query_version,alias:version"`

	QueryID      actor.QueryID    `bun:"query_id,pk"`
	Number       int              `bun:"number,pk"`
	InstanceID   actor.InstanceID `bun:"instance_id,nullzero"`
	SQL          string           `bun:"sql"`
	Parameters   string           `bun:"parameters"`   // JSON
	Placeholders string           `bun:"placeholders"` // JSON
	Note         string           `bun:"note"`
	CreatedBy    actor.PersonID   `bun:"created_by"`
	CreatedAt    time.Time        `bun:"created_at"`

	CreatedByName string `bun:"created_by_name,scanonly"`
}

func newVersionRow(q *queryRow, content Content) *versionRow {
	return &versionRow{
		QueryID: q.ID, Number: q.Version, InstanceID: q.InstanceID,
		SQL: content.SQL, Parameters: listText(content.Parameters), Placeholders: listText(content.Placeholders), Note: content.Note,
		CreatedBy: q.UpdatedBy, CreatedAt: q.UpdatedAt,
	}
}

// listText is a list of declarations as JSON, [] for none.
func listText[T Parameter | Placeholder](list []T) string {
	text, err := json.Marshal(append([]T{}, list...))
	if err != nil {
		panic(err) // only text and checked JSON
	}
	return string(text)
}

func (r versionRow) version() (Version, error) {
	v := Version{
		QueryID: r.QueryID, Number: r.Number, SQL: r.SQL, Note: r.Note,
		CreatedAt: r.CreatedAt, CreatedBy: Person{r.CreatedBy, r.CreatedByName},
	}
	if r.Parameters == "" {
		return v, nil // a list leaves them out
	}
	if err := json.Unmarshal([]byte(r.Parameters), &v.Parameters); err != nil {
		return Version{}, fmt.Errorf("read parameters of version %d of query %s: %w", r.Number, r.QueryID, err)
	}
	if err := json.Unmarshal([]byte(r.Placeholders), &v.Placeholders); err != nil {
		return Version{}, fmt.Errorf("read placeholders of version %d of query %s: %w", r.Number, r.QueryID, err)
	}
	return v, nil
}

func insertQuery(ctx context.Context, tx bun.Tx, row *queryRow) error {
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("insert query: %w", err)
	}
	return nil
}

func updateQuery(ctx context.Context, tx bun.Tx, row *queryRow) error {
	if _, err := tx.NewUpdate().Model(row).WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("update query %s: %w", row.ID, err)
	}
	return nil
}

func insertVersion(ctx context.Context, tx bun.Tx, row *versionRow) error {
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("insert version %d of query %s: %w", row.Number, row.QueryID, err)
	}
	return nil
}

// mayIn reports whether a has a right on what belongs to an instance, else to a
// client, else to all.
func mayIn(a actor.Actor, right actor.Right, client actor.ClientID, instance actor.InstanceID) bool {
	switch {
	case instance != "":
		return a.May(right, instance)
	case client != "":
		return a.MayWithin(right, client)
	default:
		return a.MayAnywhere(right)
	}
}

// visible refuses with ErrNotFound what a may not see.
func visible(a actor.Actor, client actor.ClientID, instance actor.InstanceID) error {
	if mayIn(a, actor.See, client, instance) {
		return nil
	}
	return ErrNotFound
}

// writable refuses what a may see but not change.
func writable(a actor.Actor, client actor.ClientID, instance actor.InstanceID) error {
	switch {
	case instance != "":
		return access.Need(a, actor.Write, instance, client)
	case client != "":
		return access.NeedWithin(a, actor.Write, client)
	default:
		return access.NeedAnywhere(a, actor.Write)
	}
}

// findRow reads the bare row, locked when it is about to be changed.
func findRow(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.QueryID, lock bool) (*queryRow, error) {
	row := new(queryRow)
	query := tx.NewSelect().Model(row).Where("query.id = ?", id)
	if lock {
		query = database.LockRows(query)
	}
	err := query.Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read query %s: %w", id, err)
	}
	if err := visible(a, row.ClientID, row.InstanceID); err != nil {
		return nil, err
	}
	return row, nil
}

func findQuery(ctx context.Context, tx bun.Tx, a actor.Actor, id actor.QueryID) (Query, error) {
	var row summaryRow
	err := selectSummaries(tx, &row).Where("query.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Query{}, ErrNotFound
	}
	if err != nil {
		return Query{}, fmt.Errorf("read query %s: %w", id, err)
	}
	if err := visible(a, row.ClientID, row.InstanceID); err != nil {
		return Query{}, err
	}
	version, err := findVersion(ctx, tx, id, row.Version)
	if err != nil {
		return Query{}, err
	}
	return Query{Summary: row.summary(), SQL: version.SQL, Parameters: version.Parameters, Placeholders: version.Placeholders}, nil
}

func findVersion(ctx context.Context, tx bun.Tx, id actor.QueryID, number int) (Version, error) {
	var row versionRow
	err := selectVersions(tx, &row).ColumnExpr("version.*").
		Where("version.query_id = ?", id).Where("version.number = ?", number).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return Version{}, ErrVersionNotFound
	}
	if err != nil {
		return Version{}, fmt.Errorf("read version %d of query %s: %w", number, id, err)
	}
	return row.version()
}

func listVersions(ctx context.Context, tx bun.Tx, id actor.QueryID) ([]Version, error) {
	var rows []versionRow
	err := selectVersions(tx, &rows).
		Column("version.query_id", "version.number", "version.note", "version.created_by", "version.created_at").
		Where("version.query_id = ?", id).Order("version.number DESC").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("list versions of query %s: %w", id, err)
	}
	versions := make([]Version, 0, len(rows))
	for _, row := range rows {
		version, err := row.version()
		if err != nil {
			return nil, err
		}
		versions = append(versions, version)
	}
	return versions, nil
}

func selectVersions(tx bun.Tx, into any) *bun.SelectQuery {
	return tx.NewSelect().Model(into).
		ColumnExpr("creator.name AS created_by_name").
		Join("JOIN person AS creator ON creator.id = version.created_by")
}

// checkOwner refuses a client or instance that does not exist for a, or where a
// may write no queries.
func checkOwner(ctx context.Context, tx bun.Tx, a actor.Actor, client actor.ClientID, instance actor.InstanceID) error {
	var table, id, field string
	switch {
	case instance != "":
		table, id, field = "instance", string(instance), "/instanceId"
	case client != "":
		table, id, field = "client", string(client), "/clientId"
	default:
		return writable(a, "", "")
	}
	exists, err := tx.NewSelect().Table(table).Where("id = ?", id).Exists(ctx)
	if err != nil {
		return fmt.Errorf("look up the owner of a query: %w", err)
	}
	if !exists || visible(a, client, instance) != nil {
		return ErrInvalid.WithField(field, "does not exist")
	}
	return writable(a, client, instance)
}

func restoredNote(number int) string { return fmt.Sprintf("Restored version %d", number) }
