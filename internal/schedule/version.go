package schedule

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Version is what a schedule said from one edit until the next.
type Version struct {
	Content

	Number    int // 1 is what it was made with
	By        actor.PersonID
	ByName    string
	At        time.Time
	QueryName string // as it is called now
	Hidden    int    // targets that who asks may not see
}

// MaxVersions is how many versions are told, the newest ones.
const MaxVersions = 200

type versionRow struct {
	bun.BaseModel `bun:"table:schedule_version,alias:version"`

	ScheduleID actor.ScheduleID `bun:"schedule_id,pk"`
	Version    int              `bun:"version,pk"`
	Content    Content          `bun:"content,type:text"`
	SavedBy    actor.PersonID   `bun:"saved_by"`
	SavedAt    time.Time        `bun:"saved_at"`

	SavedByName string `bun:"saved_by_name,scanonly"`
}

// storeVersion keeps what a schedule says from now on.
func storeVersion(ctx context.Context, tx bun.Tx, row *scheduleRow, content Content) error {
	version := &versionRow{ScheduleID: row.ID, Version: row.Version, Content: content, SavedBy: row.UpdatedBy, SavedAt: row.UpdatedAt}
	if _, err := tx.NewInsert().Model(version).Exec(ctx); err != nil {
		return fmt.Errorf("keep version %d of schedule %s: %w", row.Version, row.ID, err)
	}
	return nil
}

// storeVersions keeps what schedules say from now on, as they are stored.
func storeVersions(ctx context.Context, tx bun.Tx, ids []actor.ScheduleID) error {
	var rows []*scheduleRow
	if err := tx.NewSelect().Model(&rows).Where("id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return fmt.Errorf("read schedules: %w", err)
	}
	targets, err := readTargets(ctx, tx, ids)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := storeVersion(ctx, tx, row, row.content(targets[row.ID])); err != nil {
			return err
		}
	}
	return nil
}

// Versions lists what a schedule said, the newest first. Those from before
// versions were kept are missing, and those on no instance that a may see.
// Errors: ErrNotFound.
func (s *Service) Versions(ctx context.Context, a actor.Actor, id actor.ScheduleID) (found []Version, err error) {
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if err := checkVisible(ctx, tx, a, id); err != nil {
			return err
		}
		var rows []versionRow
		err := tx.NewSelect().Model(&rows).ColumnExpr("version.*").
			ColumnExpr("coalesce((SELECT name FROM person WHERE person.id = version.saved_by), '') AS saved_by_name").
			Where("schedule_id = ?", id).Order("version DESC").Limit(MaxVersions).Scan(ctx)
		if err != nil {
			return fmt.Errorf("list versions of schedule %s: %w", id, err)
		}
		queries, err := readVersionQueries(ctx, tx, rows)
		for _, row := range rows {
			if v, seen := row.version(a, queries[row.Content.QueryID]); seen {
				found = append(found, v)
			}
		}
		return err
	})
	return found, err
}

// version leaves out what a may not see; false when that is every instance.
func (r versionRow) version(a actor.Actor, of versionQuery) (Version, bool) {
	v := Version{Content: r.Content, Number: r.Version, By: r.SavedBy, ByName: r.SavedByName, At: r.SavedAt, QueryName: of.Name}
	if a.SeesAll() {
		return v, true
	}
	v.Targets = nil
	for _, t := range r.Content.Targets {
		if a.May(actor.See, t.InstanceID) {
			v.Targets = append(v.Targets, t)
		}
	}
	v.Hidden = len(r.Content.Targets) - len(v.Targets)
	if v.ClientID != "" && !a.MayClient(actor.See, v.ClientID) {
		v.ClientID = ""
	}
	if !of.seenBy(a) {
		v.QueryName, v.QueryID, v.QueryVersion = "", "", 0
	}
	return v, len(v.Targets) > 0
}

// versionQuery is a query that a version runs, as it is now.
type versionQuery struct {
	ID         actor.QueryID
	Name       string
	ClientID   actor.ClientID
	InstanceID actor.InstanceID
}

func (q versionQuery) seenBy(a actor.Actor) bool { return seesQuery(a, q.ClientID, q.InstanceID) }

func readVersionQueries(ctx context.Context, tx bun.Tx, of []versionRow) (map[actor.QueryID]versionQuery, error) {
	found := map[actor.QueryID]versionQuery{}
	if len(of) == 0 {
		return found, nil
	}
	ids := make([]actor.QueryID, len(of))
	for i, row := range of {
		ids[i] = row.Content.QueryID
	}
	var rows []versionQuery
	err := tx.NewSelect().Table("query").Column("id", "name").
		ColumnExpr("coalesce(client_id, '') AS client_id, coalesce(instance_id, '') AS instance_id").Where("id IN (?)", bun.List(ids)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("read queries of versions: %w", err)
	}
	for _, row := range rows {
		found[row.ID] = row
	}
	return found, nil
}
