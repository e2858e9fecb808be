package execution

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/budget"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/window"
)

// Order asks for an execution in the transaction of its caller, who has read
// the query and the instance and has resolved the window.
type Order struct {
	Instance     Instance
	QueryID      actor.QueryID
	QueryVersion int
	QueryName    string
	SQL          string
	Parameters   []query.Parameter
	Placeholders []query.Placeholder
	// Tables are those of the instance, which tell the types of placeholders that
	// nobody declared; see Service.TablesIn. Amazon's when nil.
	Tables *catalog.Catalog
	Values map[string]json.RawMessage
	// Packs are those that Values stand for, as the caller has read them.
	Packs   map[actor.PackID]pack.Filling
	Window  window.Window
	Timeout time.Duration // default Config.Timeout
	// KeepSuppressed is that of CreateParams.
	KeepSuppressed bool
	Priority       Priority
	// For is who the execution is asked for, whose share of slots it takes.
	For actor.PersonID
	// OccurrenceID is what the execution is part of; Dependencies.Told hears of it.
	OccurrenceID actor.OccurrenceID
	Message      string // of its first event
}

// Prepared is an execution that is checked and not stored yet.
type Prepared struct {
	e       *Execution
	in      Instance
	message string
}

// ID is the execution's, once it is stored.
func (p *Prepared) ID() actor.ExecutionID { return p.e.ID }

// CreatedAt is when it was prepared.
func (p *Prepared) CreatedAt() time.Time { return p.e.CreatedAt }

// Prepare checks an order the way Create does, and stores nothing. Errors:
// ErrTimeout and ErrParameters.
func (s *Service) Prepare(o Order) (*Prepared, error) {
	if o.Instance.OffBoarded {
		return nil, ErrOffBoarded
	}
	if o.Timeout == 0 {
		o.Timeout = s.config.Timeout
	}
	if err := checkTimeout(o.Timeout); err != nil {
		return nil, err
	}
	what := subject{
		sql: o.SQL, name: o.QueryName, version: o.QueryVersion, parameters: o.Parameters, placeholders: o.Placeholders, tables: cmp.Or(o.Tables, catalog.Default()),
		unpacking: unpacking{client: o.Instance.ClientID, packs: o.Packs},
	}
	values, text, err := what.fillIn(o.Values)
	if err != nil {
		return nil, err
	}
	e := &Execution{
		InstanceID: o.Instance.ID, Synthetic: o.Instance.Synthetic,
		QueryID: o.QueryID, QueryVersion: o.QueryVersion, QueryName: o.QueryName,
		SQL: o.SQL, SQLHash: hashText(text.sql), Parameters: o.Parameters, Values: values,
		Placeholders: text.placeholders, filling: text.filling(), unpacked: text.unpacked,
		TimeoutSeconds: int(o.Timeout / time.Second), Priority: o.Priority, Origin: BySchedule, OccurrenceID: o.OccurrenceID,
		KeepSuppressed: o.KeepSuppressed,
	}
	e.setWindow(o.Window)
	s.begin(e, actor.Actor{PersonID: o.For})
	return &Prepared{e: e, in: o.Instance, message: o.Message}, nil
}

// TablesIn are the tables that a text may name on an instance, read in tx by a
// caller who has found the instance. It is nil, for Amazon's, where nothing asks
// for more: only placeholders do.
func (s *Service) TablesIn(ctx context.Context, tx bun.Tx, id actor.InstanceID, sql string) (*catalog.Catalog, error) {
	if s.tables == nil || !strings.Contains(sql, "{{") {
		return nil, nil //nolint:nilnil // see above
	}
	return s.tables.TablesIn(ctx, tx, id)
}

func checkTimeout(limit time.Duration) error {
	if limit < 900*time.Second || limit > 86_400*time.Second {
		return ErrTimeout
	}
	return nil
}

// StoreAll makes prepared executions durable in tx, a Write's of a, each with
// its first event and its first work, in as many statements as one takes. What
// a budget refuses is told by its id and is not stored.
func (s *Service) StoreAll(ctx context.Context, tx bun.Tx, a actor.Actor, all []*Prepared) (refused map[actor.ExecutionID]error, err error) {
	if refused, err = s.reserveCosts(ctx, tx, a, all); err != nil {
		return nil, err
	}
	var executions []*Execution
	var fillings []*Filling
	var firsts []*Event
	var places []*place
	var works []*work
	var changes []event.Change
	for _, p := range all {
		e := p.e
		if refused[e.ID] != nil {
			continue
		}
		executions = append(executions, e)
		if e.filling != nil {
			row := *e.filling
			row.ExecutionID, row.InstanceID = e.ID, e.InstanceID
			fillings = append(fillings, &row)
		}
		firsts = append(firsts, &Event{
			ExecutionID: e.ID, Number: e.Revision, InstanceID: e.InstanceID,
			At: e.CreatedAt, State: e.State, Message: p.message + e.unpacked, Actor: a.Setting(),
		})
		places = append(places, newPlace(e, p.in))
		works = append(works, &work{Duty: stepDuty, ID: string(e.ID), InstanceID: e.InstanceID, DueAt: &e.CreatedAt})
		changes = append(changes, event.Change{Kind: event.ExecutionChanged, SubjectID: string(e.ID), InstanceID: e.InstanceID})
	}
	if len(executions) == 0 {
		return refused, nil
	}
	taken := s.take(works)
	if err := keepTexts(ctx, tx, executions); err != nil {
		return nil, err
	}
	inserts := []*bun.InsertQuery{
		database.InsertMany(tx, &executions), database.InsertMany(tx, &firsts), database.InsertMany(tx, &places), database.InsertMany(tx, &works),
	}
	if len(fillings) > 0 {
		inserts = append(inserts, database.InsertMany(tx, &fillings))
	}
	for _, insert := range inserts {
		if _, err := insert.Exec(ctx); err != nil {
			return nil, fmt.Errorf("store %d executions: %w", len(executions), err)
		}
	}
	s.events.RecordAll(ctx, a, changes)
	if len(taken) < len(works) {
		database.AfterCommit(ctx, s.poke)
	}
	if len(taken) == 0 {
		return refused, nil
	}
	if err := s.live(ctx, tx); err != nil {
		return nil, err
	}
	return refused, s.enqueueIn(ctx, tx, taken)
}

func (s *Service) reserveCosts(ctx context.Context, tx bun.Tx, a actor.Actor, all []*Prepared) (map[actor.ExecutionID]error, error) {
	if s.costs == nil || len(all) == 0 {
		return nil, nil //nolint:nilnil // nothing is refused
	}
	subjects := make([]budget.Subject, len(all))
	for i, p := range all {
		subjects[i] = budget.Subject{ExecutionID: p.e.ID, InstanceID: p.e.InstanceID, ClientID: p.in.ClientID, QueryID: p.e.QueryID}
	}
	return s.costs.ReserveAll(ctx, tx, a, subjects)
}
