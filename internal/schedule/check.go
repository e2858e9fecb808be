package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/window"
)

// Checked is what would be saved.
type Checked struct {
	Content

	NextAt time.Time // the first instant
}

// Check refuses content that Create would refuse, or Save of the schedule of an
// id, and stores nothing. Errors: those of Create; ErrNotFound.
func (s *Service) Check(ctx context.Context, a actor.Actor, id actor.ScheduleID, content Content) (Checked, error) {
	out := Checked{Content: content.withDefaults(a)}
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		if id != "" {
			if err := mayChange(ctx, tx, a, id); err != nil {
				return err
			}
		}
		checked, err := s.checkAll(ctx, tx, a, out.Content, s.clock.Now())
		if err == nil {
			out.NextAt = *checked.first
		}
		return err
	})
	return out, err
}

// checkedContent is what a check has found out on the way.
type checkedContent struct {
	first *time.Time // instant
}

// Windows are tried at the firings of so long, and so many.
const (
	windowsTried    = 2000
	windowsTriedFor = 4 * 366 * 24 * time.Hour
)

// checkAll refuses content that would fail when it fires, naming every field at
// fault: the rule, its windows, the query, the instances, and the values of
// each as Create of executions would.
func (s *Service) checkAll(ctx context.Context, tx bun.Tx, a actor.Actor, c Content, now time.Time) (checkedContent, error) {
	var checked checkedContent
	refused := c.check(ErrInvalid)
	rule, err := compile(c.Rule)
	if err != nil {
		return checked, merge(refused, err)
	}
	first := firstAfter(rule, now)
	if first.IsZero() {
		refused = refused.WithField(ended.Pointer, ended.Message)
	} else {
		checked.first = &first
		refused = checkWindows(refused, rule, c.Window, now)
	}
	refused, err = s.checkSubjects(ctx, tx, a, c, refused, first)
	if err != nil {
		return checked, err
	}
	if len(refused.Fields) > 0 {
		return checked, refused
	}
	return checked, nil
}

// merge adds the fields of one refusal to another.
func merge(refused *fault.Error, err error) error {
	found, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	merged := *found
	merged.Fields = append(slices.Clone(refused.Fields), found.Fields...)
	return &merged
}

// checkWindows refuses a window that cannot be read, and one that is empty at
// some firing of the rule.
func checkWindows(refused *fault.Error, rule *recurrence.Recurrence, spec window.Spec, now time.Time) *fault.Error {
	worst := window.Validate(spec, now)
	if worst == nil {
		return refused
	}
	if errors.Is(worst, window.ErrSometimesEmpty) || errors.Is(worst, window.ErrEmpty) { // on some day, which may be none of the rule's
		n, fits := 0, true
		for firing := range rule.Between(now, now.Add(windowsTriedFor)) {
			if n++; n > windowsTried {
				break
			}
			if _, err := window.Resolve(spec, firing.At); err != nil {
				fits = false
				break
			}
		}
		if fits {
			return refused
		}
	}
	found := fault.Of(worst)
	if len(found.Fields) == 0 {
		return refused.WithField("/window", strings.TrimSuffix(found.Message, "."))
	}
	for _, field := range found.Fields {
		refused = refused.WithField(field.Pointer, field.Message)
	}
	return refused
}

// checkSubjects looks at the query, the instances and the values.
func (s *Service) checkSubjects(ctx context.Context, tx bun.Tx, a actor.Actor, c Content, refused *fault.Error, first time.Time) (*fault.Error, error) {
	pick := query.Pick{ID: c.QueryID, Version: c.QueryVersion}
	queries, err := query.ReadAll(ctx, tx, a, []query.Pick{pick})
	if err != nil {
		return nil, err
	}
	found, known := queries[pick]
	switch {
	case c.QueryID == "":
	case !known && c.QueryVersion > 0:
		refused = refused.WithField("/query/version", "does not exist")
	case !known:
		refused = refused.WithField("/query/id", "does not exist")
	}
	if c.ClientID != "" {
		exists, err := tx.NewSelect().Table("client").Where("id = ?", c.ClientID).Where("?", database.SeesClient(a, "id")).Exists(ctx)
		if err != nil {
			return nil, fmt.Errorf("find client %s: %w", c.ClientID, err)
		}
		if !exists {
			refused = refused.WithField("/clientId", "does not exist")
		}
	}
	if refused, err = s.checkResponsible(ctx, tx, c, refused); err != nil {
		return nil, err
	}
	ids := make([]actor.InstanceID, len(c.Targets))
	for i, t := range c.Targets {
		ids[i] = t.InstanceID
	}
	instances, err := instance.ReadAll(ctx, tx, a, ids)
	if err != nil {
		return nil, err
	}
	packs, err := pack.ReadAll(ctx, tx, a, c.packs())
	if err != nil {
		return nil, err
	}
	seen := map[actor.InstanceID]bool{}
	for i, t := range c.Targets {
		at := fmt.Sprintf("/targets/%d", i)
		on, there := instances[t.InstanceID]
		switch {
		case !there:
			refused = refused.WithField(at+"/instanceId", "does not exist")
		case !a.May(actor.Schedule, on.ID):
			return nil, access.Need(a, actor.Schedule, on.ID, on.Client.ID)
		case seen[t.InstanceID]:
			refused = refused.WithField(at+"/instanceId", "is named twice")
		case known:
			tables, err := s.executions.TablesIn(ctx, tx, on.ID, found.SQL)
			if err != nil {
				return nil, err
			}
			if refused, err = s.checkValues(c, found, on, tables, packs, t.Values, at, refused, first); err != nil {
				return nil, err
			}
		}
		seen[t.InstanceID] = true
	}
	if !known {
		return refused, nil
	}
	return s.checkTrust(ctx, tx, c, found, instances, refused)
}

// checkTrust refuses a text that the schedule could not run on all its instances.
func (s *Service) checkTrust(
	ctx context.Context, tx bun.Tx, c Content, text query.Query, instances map[actor.InstanceID]instance.Instance, refused *fault.Error,
) (*fault.Error, error) {
	if s.actors == nil {
		return refused, nil
	}
	people, err := s.actors(ctx, tx, []actor.PersonID{text.Origin.Author, c.ResponsibleID})
	if err != nil {
		return nil, err
	}
	named := c.QueryVersion > 0
	for _, on := range instances {
		switch {
		case text.Origin.TrustedOn(c.ResponsibleID, people[text.Origin.Author], on.ID, on.Client.ID):
		case !named:
			return refused.WithField("/query/version", "must be named: the newest text was written by somebody who may not run SQL of their own on all of these instances"), nil
		case !people[c.ResponsibleID].May(actor.RunSQL, on.ID):
			return refused.WithField("/responsibleId", "may not run this text on all of these instances: whoever wrote it may not either"), nil
		}
	}
	return refused, nil
}

// checkResponsible refuses a person who may not run the schedule.
func (s *Service) checkResponsible(ctx context.Context, tx bun.Tx, c Content, refused *fault.Error) (*fault.Error, error) {
	exists, err := tx.NewSelect().Table("person").Where("id = ? AND disabled_at IS NULL", c.ResponsibleID).Exists(ctx)
	if err != nil {
		return nil, fmt.Errorf("find person %s: %w", c.ResponsibleID, err)
	}
	if !exists {
		return refused.WithField("/responsibleId", "must be a person whose account is in use; choose somebody else"), nil
	}
	if s.actors == nil {
		return refused, nil
	}
	found, err := s.actors(ctx, tx, []actor.PersonID{c.ResponsibleID})
	if err != nil {
		return nil, err
	}
	for _, t := range c.Targets {
		if !found[c.ResponsibleID].May(actor.Run, t.InstanceID) {
			return refused.WithField("/responsibleId", "may not run queries on all of these instances"), nil
		}
	}
	return refused, nil
}

// checkValues checks the values of one target the way its executions will.
func (s *Service) checkValues(
	c Content, found query.Query, on instance.Instance, tables *catalog.Catalog, packs map[actor.PackID]pack.Filling,
	own map[string]json.RawMessage, at string, refused *fault.Error, first time.Time,
) (*fault.Error, error) {
	values := maps.Clone(c.Values)
	maps.Copy(values, own)
	resolved, err := resolveValues(values, first, c.Rule.Zone)
	if err == nil {
		_, err = s.executions.Prepare(execution.Order{
			Instance: execution.Instance{ID: on.ID, ClientID: on.Client.ID}, Packs: packs, QueryID: found.ID, QueryName: found.Name, SQL: found.SQL,
			Parameters: found.Parameters, Placeholders: found.Placeholders, Tables: tables, Values: resolved, Priority: execution.Scheduled,
		})
	}
	if err == nil {
		return refused, nil
	}
	wrong, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return nil, err
	}
	for _, field := range wrong.Fields {
		name, isValue := strings.CutPrefix(field.Pointer, "/parameterValues/")
		if dynamic, is := strings.CutPrefix(field.Pointer, "/values/"); is {
			name, isValue = dynamic, true
		}
		switch {
		case !isValue:
			refused = refused.WithField("/query"+field.Pointer, field.Message)
		case own[name] != nil:
			refused = refused.WithField(at+"/values/"+name, field.Message)
		case c.Values[name] != nil:
			if !slices.ContainsFunc(refused.Fields, func(f fault.Field) bool { return f.Pointer == "/values/"+name }) {
				refused = refused.WithField("/values/"+name, field.Message)
			}
		default:
			refused = refused.WithField(at+"/values/"+name, field.Message)
		}
	}
	return refused, nil
}
