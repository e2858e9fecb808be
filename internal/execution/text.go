package execution

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
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

// keepTexts finds or adds the texts of executions and sets their TextIDs.
func keepTexts(ctx context.Context, tx bun.Tx, executions []*Execution) error {
	wanted := map[textKey][]*Execution{}
	for _, e := range executions {
		key := textKey{e.InstanceID, hashText(e.SQL), e.QueryName}
		wanted[key] = append(wanted[key], e)
	}
	if err := findTexts(ctx, tx, wanted); err != nil || len(wanted) == 0 {
		return err
	}
	var rows []*text
	for _, key := range slices.SortedFunc(maps.Keys(wanted), textKey.compare) { // all take their locks in this order
		e := wanted[key][0]
		rows = append(rows, &text{
			InstanceID: key.instance, SQLHash: key.hash, QueryName: key.name, SQL: e.SQL, SearchKey: searchKey(e.QueryName + "\n" + e.SQL),
		})
	}
	if _, err := tx.NewInsert().Model(&rows).On("CONFLICT (instance_id, sql_hash, query_name) DO NOTHING").Returning("NULL").Exec(ctx); err != nil {
		return fmt.Errorf("keep texts of executions: %w", err)
	}
	if err := findTexts(ctx, tx, wanted); err != nil {
		return err
	}
	if len(wanted) > 0 {
		return fmt.Errorf("keep texts of executions: %d were not found again", len(wanted))
	}
	return nil
}

type textKey struct {
	instance   actor.InstanceID
	hash, name string
}

func (k textKey) compare(other textKey) int {
	return cmp.Or(cmp.Compare(k.instance, other.instance), cmp.Compare(k.hash, other.hash), cmp.Compare(k.name, other.name))
}

// findTexts sets the TextIDs of the executions whose texts are there, and takes
// them out of wanted.
func findTexts(ctx context.Context, tx bun.Tx, wanted map[textKey][]*Execution) error {
	instances, hashes := map[actor.InstanceID]bool{}, map[string]bool{}
	for key := range wanted {
		instances[key.instance], hashes[key.hash] = true, true
	}
	var found []text
	err := tx.NewSelect().Model(&found).Column("id", "instance_id", "sql_hash", "query_name").
		Where("instance_id IN (?)", bun.List(slices.Collect(maps.Keys(instances)))).
		Where("sql_hash IN (?)", bun.List(slices.Collect(maps.Keys(hashes)))).Scan(ctx)
	if err != nil {
		return fmt.Errorf("find texts of executions: %w", err)
	}
	for _, t := range found {
		key := textKey{t.InstanceID, t.SQLHash, t.QueryName}
		for _, e := range wanted[key] {
			e.TextID = t.ID
		}
		delete(wanted, key)
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
