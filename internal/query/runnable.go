package query

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Pick names a version of a query, the newest for 0.
type Pick struct {
	ID      actor.QueryID
	Version int
}

// ReadAll gives many queries in few statements of tx, each with the content
// that is picked; its Version is that one's number. What is missing, or what a
// may not see, is left out.
func ReadAll(ctx context.Context, tx bun.Tx, a actor.Actor, picks []Pick) (map[Pick]Query, error) {
	ids := map[actor.QueryID]bool{}
	for _, pick := range picks {
		ids[pick.ID] = true
	}
	if len(ids) == 0 {
		return map[Pick]Query{}, nil
	}
	var heads []queryRow
	if err := tx.NewSelect().Model(&heads).ColumnExpr("query.*").
		ColumnExpr("coalesce(query.client_id, (SELECT i.client_id FROM instance AS i WHERE i.id = query.instance_id), '') AS whole_client_id").
		Where("query.id IN (?)", bun.List(slices.Collect(maps.Keys(ids)))).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read queries: %w", err)
	}
	known := map[actor.QueryID]queryRow{}
	for _, head := range heads {
		if visible(a, head.ClientID, head.InstanceID) == nil {
			known[head.ID] = head
		}
	}
	wanted := map[Pick]bool{} // with their numbers
	for _, pick := range picks {
		if head, ok := known[pick.ID]; ok {
			wanted[pick.of(head)] = true
		}
	}
	if len(wanted) == 0 {
		return map[Pick]Query{}, nil
	}
	numbers := map[int]bool{}
	for pick := range wanted {
		numbers[pick.Version] = true
	}
	var rows []versionRow
	err := tx.NewSelect().Model(&rows).
		Where("version.query_id IN (?)", bun.List(slices.Collect(maps.Keys(known)))).
		Where("version.number IN (?)", bun.List(slices.Collect(maps.Keys(numbers)))).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("read versions of queries: %w", err)
	}
	contents := map[Pick]Query{}
	for _, row := range rows {
		if !wanted[Pick{row.QueryID, row.Number}] {
			continue // only numbers that another query is picked with
		}
		version, err := row.version()
		if err != nil {
			return nil, err
		}
		head := known[row.QueryID]
		contents[Pick{row.QueryID, row.Number}] = Query{
			Summary: Summary{ID: head.ID, Name: head.Name, Description: head.Description, InstanceID: head.InstanceID, Version: row.Number, Revision: head.Revision, ArchivedAt: head.ArchivedAt},
			SQL:     version.SQL, Parameters: version.Parameters, Placeholders: version.Placeholders,
			Origin: Origin{ClientID: head.WholeClientID, Author: row.CreatedBy},
		}
	}
	found := map[Pick]Query{}
	for _, pick := range picks {
		if content, ok := contents[pick.of(known[pick.ID])]; ok {
			found[pick] = content
		}
	}
	return found, nil
}

// of is the pick with the number it has by now.
func (p Pick) of(head queryRow) Pick {
	if p.Version == 0 {
		p.Version = head.Version
	}
	return p
}
