package event

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
)

// Kind says what sort of thing changed, in the words of the API.
type Kind string

// What changes.
const (
	ConnectionChanged Kind = "connection"
	InstanceChanged   Kind = "instance"
	ClientChanged     Kind = "client"
	BrandChanged      Kind = "brand"
	PackChanged       Kind = "pack"
	QueryChanged      Kind = "query"
	ExecutionChanged  Kind = "execution"
	SavedViewChanged  Kind = "saved-view"
	TokenChanged      Kind = "token"
	RateChanged       Kind = "rate"
	BudgetChanged     Kind = "budget"
	RetentionChanged  Kind = "retention"
	DataSetChanged    Kind = "data-set"
	NoticeChanged     Kind = "notice"
	ChannelChanged    Kind = "channel"
	ScheduleChanged   Kind = "schedule"
	OccurrenceChanged Kind = "occurrence"
	BackfillChanged   Kind = "backfill"
	KeysChanged       Kind = "keys"
	PersonChanged     Kind = "person"
	GroupChanged      Kind = "group"
	GrantChanged      Kind = "grant"
	// SessionEnded ends the streams of a session or a token, and AccessChanged
	// those of a person, once they have told of it.
	SessionEnded  Kind = "session"
	AccessChanged Kind = "access"
)

// Event says that one thing changed. Its shape is also that of its row.
type Event struct {
	bun.BaseModel `bun:"table:event"`

	ID         int64            `bun:"id,pk,autoincrement"`
	At         time.Time        `bun:"at"`
	Kind       Kind             `bun:"kind"`
	SubjectID  string           `bun:"subject_id"`
	InstanceID actor.InstanceID `bun:"instance_id,nullzero"` // empty for what belongs to no instance
	ClientID   actor.ClientID   `bun:"client_id,nullzero"`   // whose it is, when it belongs to no instance
	PersonID   actor.PersonID   `bun:"person_id,nullzero"`   // whom alone it concerns
	Actor      string           `bun:"actor"`                // actor.Actor.Setting of who changed it
}

const (
	channel = "recomamp_event"
	lockKey = 0x7265636f6d61 // any number that nothing else locks
)

// Log writes events. Its zero value is not usable; call NewLog.
type Log struct {
	clock clock.Clock
	wake  *signal
}

// NewLog returns a log. Hubs of the same process that are made from it learn
// of its events at once.
func NewLog(c clock.Clock) *Log {
	return &Log{clock: c, wake: newSignal()}
}

// Change is what a caller says about an event.
type Change struct {
	Kind       Kind
	SubjectID  string
	InstanceID actor.InstanceID // empty for what belongs to no instance
	ClientID   actor.ClientID   // whose it is, when it belongs to no instance
	PersonID   actor.PersonID   // whom alone it concerns, such as whose token it is
}

// Record writes an event at the end of the Write that ctx belongs to. The rows
// go in last and, on PostgreSQL, under one lock, so that ids become visible in
// their order and a reader that has seen n can never have missed a smaller id.
func (l *Log) Record(ctx context.Context, by actor.Actor, change Change) {
	l.RecordAll(ctx, by, []Change{change})
}

// RecordAll is Record for many, in as few statements as for one.
func (l *Log) RecordAll(ctx context.Context, by actor.Actor, changes []Change) {
	if len(changes) == 0 {
		return
	}
	rows, now := make([]*Event, len(changes)), l.clock.Now()
	for i, change := range changes {
		rows[i] = &Event{
			At: now, Kind: change.Kind, SubjectID: change.SubjectID, InstanceID: change.InstanceID,
			ClientID: change.ClientID, PersonID: change.PersonID, Actor: by.Setting(),
		}
	}
	database.BeforeCommit(ctx, func(ctx context.Context, tx bun.Tx) error {
		insert := database.InsertMany(tx, &rows)
		if database.DialectOf(tx) != database.PostgreSQL {
			_, err := insert.Exec(ctx)
			return recorded(err)
		}
		return recorded(database.SeeingAll(ctx, tx, func(ctx context.Context, tx bun.Tx) error {
			// In one round trip: nobody else can commit an event while the lock is held.
			_, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(?); ?; SELECT pg_notify(?, '')", lockKey, insert, channel)
			return err
		}))
	})
	database.AfterCommit(ctx, l.wake.send)
}

func recorded(err error) error {
	if err != nil {
		return fmt.Errorf("record event: %w", err)
	}
	return nil
}

// DeleteBefore throws away events older than t and returns how many. The
// newest one stays, so that ids keep their meaning.
func DeleteBefore(ctx context.Context, tx bun.Tx, t time.Time) (int64, error) {
	result, err := tx.NewDelete().Model((*Event)(nil)).
		Where("at < ?", t).
		Where("id < (SELECT max(id) FROM event)").
		Exec(ctx)
	if err != nil {
		return 0, fmt.Errorf("delete old events: %w", err)
	}
	return result.RowsAffected()
}
