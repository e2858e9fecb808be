package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// start is a Tuesday.
var start = time.Date(2026, 3, 10, 12, 0, 30, 0, time.UTC)

// fixture is a server process as far as schedules go, on a real database with a
// clock of the test. Executions are real and wait to be worked on; finish says
// how each ends.
type fixture struct {
	*Service

	t          testing.TB
	db         *database.DB
	time       *clock.Manual
	owner      actor.Actor
	client     actor.ClientID
	instances  []actor.InstanceID
	query      actor.QueryID
	executions *execution.Service
	notices    *notices
	tables     tables
}

// tables are Amazon's, and what was uploaded to instances.
type tables map[actor.InstanceID]*catalog.Catalog

// Tables implements execution.Tables.
func (t tables) Tables(context.Context, actor.Actor, actor.InstanceID) (*catalog.Catalog, error) {
	return nil, errors.New("read outside of a transaction")
}

// TablesIn implements execution.Tables.
func (t tables) TablesIn(_ context.Context, _ bun.Tx, id actor.InstanceID) (*catalog.Catalog, error) {
	if t[id] != nil {
		return t[id], nil
	}
	return catalog.Default(), nil
}

// notices are what people were told.
type notices struct {
	mu       sync.Mutex
	all      []Notice
	resolved []string         // causes
	panics   actor.ScheduleID // telling of it does
}

// Raise implements Notices.
func (n *notices) Raise(ctx context.Context, _ bun.Tx, one Notice) error {
	if n.panics != "" && one.ScheduleID == n.panics {
		panic("a notice that cannot be told")
	}
	database.AfterCommit(ctx, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.all = append(n.all, one)
	})
	return nil
}

// Resolve implements Notices.
func (n *notices) Resolve(ctx context.Context, _ bun.Tx, cause string) error {
	database.AfterCommit(ctx, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.resolved = append(n.resolved, cause)
	})
	return nil
}

func (n *notices) kinds() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	kinds := []string{}
	for _, one := range n.all {
		kinds = append(kinds, string(one.Kind))
	}
	return kinds
}

// known are instances that lead nowhere.
type known struct{}

func (known) Find(_ context.Context, _ actor.Actor, id actor.InstanceID) (execution.Instance, error) {
	return execution.Instance{ID: id, Account: "ENTITY1"}, nil
}

func (known) Amazon(context.Context, actor.InstanceID) (execution.Amazon, error) {
	return nil, fault.New(fault.Unavailable, "test.away", "There is no Amazon here.")
}

// on runs test on both databases.
func on(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	databasetest.Run(t, func(t *testing.T, db *database.DB) { test(t, newFixture(t, db)) })
}

func newFixture(t testing.TB, db *database.DB) *fixture {
	t.Helper()
	manual := clock.NewManual(start)
	f := &fixture{t: t, db: db, time: manual, notices: &notices{}, tables: tables{}}
	f.seed(2)
	f.Service = f.process(db)
	return f
}

// process builds one more server process on a database.
func (f *fixture) process(db *database.DB) *Service {
	f.t.Helper()
	events, logger := event.NewLog(f.time), slog.New(slog.DiscardHandler)
	var schedules *Service
	executions, err := execution.New(execution.Dependencies{
		DB: db, Events: events, Instances: known{}, Queries: query.New(query.Dependencies{DB: db, Clock: f.time, Events: events}), Tables: f.tables,
		Told:  func(ctx context.Context, tx bun.Tx, id actor.OccurrenceID) error { return schedules.Told(ctx, tx, id) },
		Clock: f.time, Logger: logger,
	})
	require.NoError(f.t, err)
	f.executions = executions
	schedules = New(Dependencies{DB: db, Events: events, Executions: executions, Notices: f.notices, Clock: f.time, Logger: logger})
	return schedules
}

func (f *fixture) exec(statement string, args ...any) {
	f.t.Helper()
	require.NoError(f.t, f.db.Write(f.t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, args...).Exec(ctx)
		return err
	}))
}

// seed makes what other packages own.
func (f *fixture) seed(instances int) {
	f.t.Helper()
	person := actor.NewID[actor.PersonID]()
	f.client = actor.NewID[actor.ClientID]()
	f.exec(`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
		VALUES (?0, ?0, ?0, 'Ada', 'owner', '', ?1, ?1)`, person, start)
	f.owner = actor.Person(person, "Ada", actor.Owner)
	f.exec(`INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at) VALUES (?0, ?0, 'Kestrel', 'teal', 1, ?1, ?1)`, f.client, start)
	f.exec(`INSERT INTO connection (id, person_id, region, state, problem_code, problem, token_version, lease_holder, discovery_problem, created_at, updated_at)
		VALUES (?0, ?1, 'NA', 'healthy', '', '', 1, '', '', ?2, ?2)`, "c"+string(person), person, start)
	for i := range instances {
		id := actor.NewID[actor.InstanceID]()
		f.exec(`INSERT INTO instance (id, amazon_id, client_id, connection_id, amazon_account, marketplace_id, region, name, amazon_name,
			type, creation_status, version, seen_at, created_at, updated_at)
			VALUES (?0, ?0, ?1, ?2, 'ENTITY1', 'M', 'NA', ?3, '', 'STANDARD', 'COMPLETED', 1, ?4, ?4, ?4)`,
			id, f.client, "c"+string(person), fmt.Sprint("Instance ", i), start)
		f.instances = append(f.instances, id)
	}
	made, err := query.New(query.Dependencies{DB: f.db, Clock: f.time, Events: event.NewLog(f.time)}).Create(f.t.Context(), f.owner, query.Content{
		Name: "Reach", SQL: "SELECT campaign FROM t WHERE campaign = CUSTOM_PARAMETER('campaign')",
		Parameters: []query.Parameter{{Name: "campaign", Type: query.String, Default: json.RawMessage(`"all"`)}},
	}, idempotency.Key{})
	require.NoError(f.t, err)
	f.query = made.ID
}

// every is a rule by cron in UTC.
func every(cron string) recurrence.Rule {
	return recurrence.Rule{Frequency: recurrence.CronExpression, Cron: cron, Zone: "UTC"}
}

const minutely = "* * * * *"

// content is a schedule that runs each minute, on unsettled data.
func (f *fixture) content() Content {
	return Content{
		Name: "Reach by day", QueryID: f.query, Targets: []Target{{InstanceID: f.instances[0]}}, Rule: every(minutely),
		Window: window.Spec{Preset: window.Yesterday}, Settle: SettleRun, CatchUp: CatchUpLatest, Overlap: OverlapAllow, PauseAfter: 3,
	}
}

func (f *fixture) create(change func(c *Content)) Schedule {
	f.t.Helper()
	content := f.content()
	if change != nil {
		change(&content)
	}
	made, err := f.Create(f.t.Context(), f.owner, content, idempotency.Key{})
	require.NoError(f.t, err)
	return made
}

func (f *fixture) get(id actor.ScheduleID) Schedule {
	f.t.Helper()
	found, err := f.Get(f.t.Context(), f.owner, id)
	require.NoError(f.t, err)
	return found
}

// turn does all that is due.
func (f *fixture) turn() {
	f.t.Helper()
	_, err := f.Turn(f.t.Context())
	require.NoError(f.t, err)
}

// advance moves the clock and does what has become due.
func (f *fixture) advance(d time.Duration) {
	f.t.Helper()
	f.time.Advance(d)
	f.turn()
}

// ledger are the occurrences of a schedule, oldest instant first.
func (f *fixture) ledger(id actor.ScheduleID) []Occurrence {
	f.t.Helper()
	found, err := f.Occurrences(f.t.Context(), f.owner, OccurrenceFilter{ScheduleID: id}, 10_000)
	require.NoError(f.t, err)
	for i, j := 0, len(found)-1; i < j; i, j = i+1, j-1 {
		found[i], found[j] = found[j], found[i]
	}
	return found
}

// told are the occurrences in short: "12:01 running", "12:02-12:04 skipped paused (3)".
func told(all []Occurrence) []string {
	lines := []string{}
	for _, o := range all {
		line := o.DueAt.Format("15:04")
		if o.Instants > 1 {
			line += "-" + o.ThroughAt.Format("15:04")
		}
		line += " " + string(o.State)
		if o.Reason.Code != "" && o.State != Failed {
			line += " " + o.Reason.Code
		}
		if o.Kind != Due {
			line += " " + string(o.Kind)
		}
		if o.Instants > 1 {
			line += fmt.Sprintf(" (%d)", o.Instants)
		}
		lines = append(lines, line)
	}
	return lines
}

// finish ends all open executions of an occurrence the way execution does: the
// state and the word about it in one transaction.
func (f *fixture) finish(o Occurrence, state execution.State, class execution.Class) {
	f.t.Helper()
	for _, cell := range o.Cells {
		if cell.ExecutionID != "" && !cell.State.IsFinal() {
			f.finishOne(o.ID, cell.ExecutionID, state, class)
		}
	}
	f.turn()
}

func (f *fixture) finishOne(o actor.OccurrenceID, id actor.ExecutionID, state execution.State, class execution.Class) {
	f.t.Helper()
	require.NoError(f.t, f.db.Write(f.t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`UPDATE execution SET state = ?, error_class = ?, error_code = ?, error_message = ?, finished_at = ? WHERE id = ?`,
			state, class, class, "It went wrong.", f.time.Now(), id).Exec(ctx)
		if err != nil {
			return err
		}
		return f.Told(ctx, tx, o)
	}))
}

// last is the newest occurrence of a schedule.
func (f *fixture) last(id actor.ScheduleID) Occurrence {
	f.t.Helper()
	all := f.ledger(id)
	require.NotEmpty(f.t, all)
	return all[len(all)-1]
}

func (f *fixture) executionCount() (n int) {
	f.t.Helper()
	require.NoError(f.t, f.db.Read(f.t.Context(), f.owner, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw("SELECT count(*) FROM execution").Scan(ctx, &n)
	}))
	return n
}

func values(text string) (v map[string]json.RawMessage) {
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	return v
}
