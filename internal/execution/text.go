package execution

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// text is SQL as written with the name it went by, kept once per instance however often
// it runs. It never changes, so that a search can keep an index over it.
type text struct {
	bun.BaseModel `bun:"table:execution_text"`

	ID         int64            `bun:"id,pk,autoincrement"`
	InstanceID actor.InstanceID `bun:"instance_id"`
	SQLHash    string           `bun:"sql_hash"`
	QueryName  string           `bun:"query_name"`
	SQL        string           `bun:"sql"`
	SearchKey  string           `bun:"search_key"`
}

// keepText finds or adds the text of an execution and sets its TextID.
func keepText(ctx context.Context, tx bun.Tx, e *Execution) error {
	row := &text{
		InstanceID: e.InstanceID, SQLHash: hashText(e.SQL), QueryName: e.QueryName, SQL: e.SQL, SearchKey: searchKey(e.QueryName + "\n" + e.SQL),
	}
	if _, err := tx.NewInsert().Model(row).On("CONFLICT (instance_id, sql_hash, query_name) DO NOTHING").Returning("NULL").Exec(ctx); err != nil {
		return fmt.Errorf("keep text of execution: %w", err)
	}
	err := tx.NewSelect().Model((*text)(nil)).Column("id").
		Where("instance_id = ? AND sql_hash = ? AND query_name = ?", row.InstanceID, row.SQLHash, row.QueryName).Scan(ctx, &e.TextID)
	if err != nil {
		return fmt.Errorf("find text of execution: %w", err)
	}
	return nil
}

// searchKey is text as it is searched: in any case.
func searchKey(text string) string { return strings.ToLower(text) }

// withText adds the SQL of an execution.
func withText(query *bun.SelectQuery) *bun.SelectQuery {
	return query.ColumnExpr("?TableAlias.*").
		ColumnExpr("(SELECT sql FROM execution_text AS t WHERE t.id = ?TableAlias.text_id) AS sql")
}
