package execution

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/window"
)

// CreateParams say what to run. Either QueryID or SQL is set.
type CreateParams struct {
	InstanceID   actor.InstanceID // ours or Amazon's
	QueryID      actor.QueryID
	QueryVersion int // the newest for 0
	SQL          string
	Parameters   []query.Parameter          // declared with SQL
	Placeholders []query.Placeholder        // declared with SQL; others take their types from their places
	Values       map[string]json.RawMessage // of parameters and placeholders
	Window       window.Spec
	Timeout      time.Duration // default Config.Timeout
	// KeepSuppressed has AMC keep rows of too few users, without the values that
	// would show them, and mark them with SuppressedColumn.
	KeepSuppressed bool
	Priority       Priority // default Interactive
	Origin         Origin   // default Screen
	// RerunOf is the execution that this one repeats with changes.
	RerunOf actor.ExecutionID
	// Key makes a request that is repeated give the execution made first.
	Key idempotency.Key
}

// Create stores what is asked and starts it. The window is resolved now and
// placeholders are filled now, once: a pack that changes later changes nothing.
// Errors: ErrNothing, ErrBoth, ErrTimeout, ErrParameters, idempotency.ErrReused,
// those of package window and of Costs, ErrNotFound of RerunOf, and NotFound of the instance
// or the query, and access.ErrForbidden.
func (s *Service) Create(ctx context.Context, a actor.Actor, p CreateParams) (*Detail, error) {
	e, instance, err := s.prepare(ctx, a, p)
	if err != nil {
		return nil, err
	}
	message := "Queued."
	if p.RerunOf != "" {
		if _, err := s.Get(ctx, a, p.RerunOf); err != nil {
			return nil, err
		}
		e.RerunOf, message = p.RerunOf, rerunChanged
	}
	return s.insert(ctx, a, e, instance, p.Key, message)
}

func (s *Service) prepare(ctx context.Context, a actor.Actor, p CreateParams) (*Execution, Instance, error) {
	e, err := s.fill(ctx, a, p)
	if err != nil {
		return nil, Instance{}, err
	}
	instance, err := s.instances.Find(ctx, a, p.InstanceID)
	if err != nil {
		return nil, Instance{}, err
	}
	if err := s.needToRun(ctx, a, e, instance); err != nil {
		return nil, Instance{}, err
	}
	e.InstanceID, e.Synthetic = instance.ID, instance.Synthetic
	return e, instance, nil
}

// fill makes an execution of what is asked, for no instance yet.
func (s *Service) fill(ctx context.Context, a actor.Actor, p CreateParams) (*Execution, error) {
	switch {
	case p.QueryID == "" && strings.TrimSpace(p.SQL) == "":
		return nil, ErrNothing.WithField("/sql", "is empty")
	case p.QueryID != "" && p.SQL != "":
		return nil, ErrBoth.WithField("/sql", "is given beside a query")
	}
	if p.Timeout == 0 {
		p.Timeout = s.config.Timeout
	}
	if err := checkTimeout(p.Timeout); err != nil {
		return nil, err
	}
	p.Priority = cmp.Or(p.Priority, Interactive)
	if p.Priority.rank() == len(Priorities()) {
		return nil, ErrPriority
	}
	what, err := s.subject(ctx, a, p)
	if err != nil {
		return nil, err
	}
	if what.tables, err = s.tablesFor(ctx, a, p.InstanceID, what.sql); err != nil {
		return nil, err
	}
	if len(pack.References(p.Values)) > 0 {
		on, err := s.instances.Find(ctx, a, p.InstanceID)
		if err != nil {
			return nil, err
		}
		if what.unpacking, err = s.unpackingFor(ctx, a, on.ClientID, p.Values); err != nil {
			return nil, err
		}
	}
	values, text, err := what.fillIn(p.Values)
	if err != nil {
		return nil, err
	}
	resolved, err := window.Resolve(p.Window, s.clock.Now())
	if err != nil {
		return nil, err
	}
	e := &Execution{
		QueryID: p.QueryID, QueryVersion: what.version, QueryName: what.name,
		SQL: what.sql, SQLHash: hashText(text.sql), Parameters: what.parameters, Values: values,
		Placeholders: text.placeholders, filling: text.filling(), unpacked: text.unpacked,
		TimeoutSeconds: int(p.Timeout / time.Second), Priority: p.Priority, Origin: cmp.Or(p.Origin, Screen),
		KeepSuppressed: p.KeepSuppressed,
	}
	e.setWindow(resolved)
	s.begin(e, a)
	return e, nil
}

// subject is the SQL to run, saved or not.
type subject struct {
	sql, name    string
	version      int
	parameters   []query.Parameter
	placeholders []query.Placeholder
	tables       *catalog.Catalog // tell the types of placeholders that nobody declared
	unpacking    unpacking
}

// tablesFor are the tables that a text may name. Only placeholders need them.
func (s *Service) tablesFor(ctx context.Context, a actor.Actor, id actor.InstanceID, sql string) (*catalog.Catalog, error) {
	if s.tables == nil || !strings.Contains(sql, "{{") {
		return catalog.Default(), nil
	}
	return s.tables.Tables(ctx, a, id)
}

func (s *Service) subject(ctx context.Context, a actor.Actor, p CreateParams) (subject, error) {
	if p.QueryID == "" {
		return subject{sql: p.SQL, parameters: p.Parameters, placeholders: p.Placeholders}, nil
	}
	newest, err := s.queries.Get(ctx, a, p.QueryID)
	if err != nil || p.QueryVersion == 0 {
		return subject{
			sql: newest.SQL, name: newest.Name, version: newest.Version, parameters: newest.Parameters, placeholders: newest.Placeholders,
		}, err
	}
	version, err := s.queries.Version(ctx, a, p.QueryID, p.QueryVersion)
	return subject{
		sql: version.SQL, name: newest.Name, version: version.Number, parameters: version.Parameters, placeholders: version.Placeholders,
	}, err
}

// begin gives an execution its identity and first state.
func (s *Service) begin(e *Execution, a actor.Actor) {
	e.State, e.Revision = Queued, 1
	e.CreatedBy, e.CreatedAt = a.PersonID, s.clock.Now()
	e.ID = actor.NewIDAt[actor.ExecutionID](e.CreatedAt) // the history is read in its order
}

func hashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// insert makes the execution durable with its first event and its first work.
func (s *Service) insert(ctx context.Context, a actor.Actor, e *Execution, in Instance, key idempotency.Key, message string) (*Detail, error) {
	var id actor.ExecutionID
	err := s.db.Write(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		id, _, err = idempotency.Once(ctx, tx, a, key, e.CreatedAt, func() (actor.ExecutionID, error) {
			if err := s.store(ctx, tx, a, e, in, message); err != nil {
				return "", err
			}
			return e.ID, recordAsked(ctx, tx, a, e, in)
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Get(ctx, a, id)
}

func (s *Service) store(ctx context.Context, tx bun.Tx, a actor.Actor, e *Execution, in Instance, message string) error {
	refused, err := s.StoreAll(ctx, tx, a, []*Prepared{{e: e, in: in, message: message}})
	return cmp.Or(err, refused[e.ID])
}
