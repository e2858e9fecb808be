package execution

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/window"
)

// What the first event of a repeated execution says.
const (
	rerunSame    = "Queued, to run once more what another execution ran."
	rerunChanged = "Queued, to run with changes what another execution ran."
)

// RerunParams say how an execution is run again. The zero value runs exactly
// the same: SQL, values and window.
type RerunParams struct {
	// Values replace those of the same names.
	Values map[string]json.RawMessage
	// Window is resolved now; nil keeps the window as it was resolved.
	Window *window.Spec
	// KeepSuppressed replaces what the execution asked for; nil keeps it.
	KeepSuppressed *bool
	Origin         Origin // default Screen
	Key            idempotency.Key
}

// Rerun makes a new execution of what another one ran. Errors: ErrNotFound,
// ErrParameters, those of package window and of Costs, idempotency.ErrReused, access.ErrForbidden.
func (s *Service) Rerun(ctx context.Context, a actor.Actor, id actor.ExecutionID, p RerunParams) (*Detail, error) {
	old, err := s.Get(ctx, a, id)
	if err != nil {
		return nil, err
	}
	instance, err := s.instances.Find(ctx, a, old.InstanceID)
	if err != nil {
		return nil, err
	}
	if err := s.needToRun(ctx, a, &old.Execution, instance); err != nil {
		return nil, err
	}
	e := old.asked()
	if len(e.Placeholders) > 0 {
		if e.filling, err = s.Filling(ctx, a, id); err != nil {
			return nil, err
		}
	}
	e.RerunOf, e.Priority, e.Origin = id, Interactive, cmp.Or(p.Origin, Screen)
	message := rerunSame
	if p.KeepSuppressed != nil && *p.KeepSuppressed != e.KeepSuppressed {
		e.KeepSuppressed, message = *p.KeepSuppressed, rerunChanged
	}
	if len(p.Values) > 0 || p.Window != nil {
		message = rerunChanged
		unpacking, err := s.unpackingFor(ctx, a, instance.ClientID, p.Values)
		if err != nil {
			return nil, err
		}
		if err := e.alter(p, unpacking, s.clock.Now()); err != nil {
			return nil, err
		}
	}
	s.begin(e, a)
	return s.insert(ctx, a, e, instance, p.Key, message)
}

// asked is a new execution that asks for the same, and of which nothing has
// come yet.
func (e *Execution) asked() *Execution {
	return &Execution{
		InstanceID: e.InstanceID, QueryID: e.QueryID, QueryVersion: e.QueryVersion, QueryName: e.QueryName,
		SQL: e.SQL, SQLHash: e.SQLHash, Parameters: e.Parameters, Values: e.Values, Placeholders: e.Placeholders,
		WindowStart: e.WindowStart, WindowEnd: e.WindowEnd, WindowZone: e.WindowZone, LocalStart: e.LocalStart, LocalEnd: e.LocalEnd,
		Synthetic: e.Synthetic, KeepSuppressed: e.KeepSuppressed, TimeoutSeconds: e.TimeoutSeconds,
	}
}

// alter changes the values and the window of an execution that is not stored yet.
func (e *Execution) alter(p RerunParams, unpacking unpacking, now time.Time) error {
	values := map[string]json.RawMessage{}
	if err := json.Unmarshal(e.Values, &values); err != nil {
		return fmt.Errorf("read parameter values: %w", err)
	}
	if e.filling != nil {
		if err := json.Unmarshal(e.filling.Values, &values); err != nil {
			return fmt.Errorf("read placeholder values: %w", err)
		}
	}
	maps.Copy(values, p.Values)
	what := subject{sql: e.SQL, parameters: e.Parameters, placeholders: e.Placeholders, unpacking: unpacking}
	rendered, text, err := what.fillIn(values)
	if err != nil {
		return err
	}
	e.Values, e.SQLHash, e.Placeholders, e.filling, e.unpacked = rendered, hashText(text.sql), text.placeholders, text.filling(), text.unpacked
	if p.Window == nil {
		return nil
	}
	resolved, err := window.Resolve(*p.Window, now)
	if err != nil {
		return err
	}
	e.setWindow(resolved)
	return nil
}
