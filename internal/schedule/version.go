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

// Versions lists what a schedule said, the newest first. Those from before
// versions were kept are missing. Errors: ErrNotFound.
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
		names, err := queryNames(ctx, tx, rows)
		for _, row := range rows {
			found = append(found, Version{
				Content: row.Content, Number: row.Version, By: row.SavedBy, ByName: row.SavedByName, At: row.SavedAt, QueryName: names[row.Content.QueryID],
			})
		}
		return err
	})
	return found, err
}

func queryNames(ctx context.Context, tx bun.Tx, of []versionRow) (map[actor.QueryID]string, error) {
	names := map[actor.QueryID]string{}
	if len(of) == 0 {
		return names, nil
	}
	ids := make([]actor.QueryID, len(of))
	for i, row := range of {
		ids[i] = row.Content.QueryID
	}
	var rows []struct {
		ID   actor.QueryID
		Name string
	}
	if err := tx.NewSelect().Table("query").Column("id", "name").Where("id IN (?)", bun.List(ids)).Scan(ctx, &rows); err != nil {
		return nil, fmt.Errorf("read names of queries: %w", err)
	}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}
