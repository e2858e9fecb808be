package httpapi

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/window"
	"github.com/recomamp/recomamp/internal/zone"
)

// listExecutionsInput has the filters' names that the command line and the
// address of the web app use as well.
type listExecutionsInput struct {
	Paging
	State    []string         `query:"state" enum:"queued,submitting,pending,running,collecting,waiting,succeeded,failed,cancelled" doc:"Any of several: with commas, or by repeating the name."`
	Instance actor.InstanceID `query:"instance" doc:"Ours or Amazon's id."`
	Client   actor.ClientID   `query:"client"`
	Query    actor.QueryID    `query:"query"`
	Person   string           `query:"person" doc:"Who asked for it: an id, an e-mail address, or me."`
	Search   string           `query:"search" maxLength:"200" doc:"Part of the query's name or of the SQL, of at least three characters."`
	From     string           `query:"from" doc:"Made then or later: a date, or an instant in RFC 3339." example:"2026-10-01"`
	To       string           `query:"to" doc:"Made before: a date, or an instant in RFC 3339." example:"2026-11-01"`
	Zone     string           `query:"zone" doc:"IANA zone of the dates; UTC when absent." example:"Europe/Berlin"`
}

func (s *Server) listExecutions(ctx context.Context, a actor.Actor, in *listExecutionsInput) (*body[Page[ExecutionSummary]], error) {
	filter, err := in.filter()
	if err != nil {
		return nil, err
	}
	instances, err := s.instanceRefs(ctx, a, in.Client)
	if err != nil {
		return nil, err
	}
	if in.Client != "" {
		filter.Instances = slices.AppendSeq([]actor.InstanceID{}, maps.Keys(instances)) // not nil, which is all, for a client without any
	}
	if in.Instance != "" {
		found, err := s.deps.Instances.Find(ctx, a, in.Instance)
		if err != nil {
			return nil, err
		}
		if _, ofClient := instances[found.ID]; ofClient {
			filter.Instances = []actor.InstanceID{found.ID}
		} else {
			filter.Instances = []actor.InstanceID{}
		}
	}
	if filter.PersonID, err = s.personFilter(ctx, a, in.Person); err != nil {
		return nil, err
	}
	found, err := s.deps.Executions.List(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	now := s.deps.Clock.Now()
	summary := func(e execution.Execution) ExecutionSummary { return executionSummaryOf(&e, instances, now) }
	key := func(e execution.Execution) actor.ExecutionID { return e.ID }
	return &body[Page[ExecutionSummary]]{Body: pageOf(found, in.Limit, summary, key)}, nil
}

// filter reads what needs no look at the database.
func (in *listExecutionsInput) filter() (f execution.Filter, err error) {
	f = execution.Filter{QueryID: in.Query, Search: strings.TrimSpace(in.Search)}
	for _, state := range in.State {
		f.States = append(f.States, execution.State(state))
	}
	if f.From, f.Until, err = timeBounds(in.From, in.To, in.Zone); err != nil {
		return f, err
	}
	f.Before, err = cursorOf[actor.ExecutionID](in.Cursor)
	return f, err
}

// errTimeFilter answers bounds that are no times.
var errTimeFilter = fault.New(fault.Invalid, "request.time_invalid", "A bound in time cannot be read.").
	WithNext("Write a date such as 2026-10-01, or an instant such as 2026-10-01T06:00:00Z.")

// timeBounds reads the bounds of a list in time: days in a zone, UTC unless said,
// or instants; the zero time for none.
func timeBounds(from, to, in string) (since, until time.Time, err error) {
	location, err := zone.Load(cmp.Or(in, "UTC"))
	if err != nil {
		return since, until, errTimeFilter.WithField("query.zone", "is not an IANA zone, such as Europe/Berlin")
	}
	if since, err = dayOrInstant("query.from", from, location); err != nil {
		return since, until, err
	}
	until, err = dayOrInstant("query.to", to, location)
	return since, until, err
}

// dayOrInstant reads the beginning of a day in a zone, or an instant; the zero time for nothing.
func dayOrInstant(field, text string, zone *time.Location) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if day, err := window.Midnight(text, zone); err == nil {
		return day, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, errTimeFilter.WithField(field, "is neither a date nor an instant")
	}
	return at.UTC(), nil
}

// nobodysID is the id of no person.
const nobodysID = actor.PersonID("nobody")

// personFilter reads who is meant.
func (s *Server) personFilter(ctx context.Context, a actor.Actor, text string) (actor.PersonID, error) {
	switch {
	case text == "me":
		return a.PersonID, nil
	case strings.Contains(text, "@"):
		found, err := s.deps.Access.PersonByEmail(ctx, text)
		if err != nil && !a.MayOrganisation(actor.ReadPeople) && fault.KindOf(err) == fault.NotFound {
			return nobodysID, nil // whether there is such a person is not for everybody
		}
		return found.ID, err
	default:
		return actor.PersonID(text), nil
	}
}

// instanceRefs are the instances of a client, of all when none is named.
func (s *Server) instanceRefs(ctx context.Context, a actor.Actor, client actor.ClientID) (map[actor.InstanceID]InstanceRef, error) {
	found, err := s.deps.Instances.List(ctx, a, instance.ListParams{ClientID: client})
	refs := make(map[actor.InstanceID]InstanceRef, len(found))
	for _, i := range found {
		refs[i.ID] = instanceRefOf(i)
	}
	return refs, err
}

// byName sorts instances by client and name.
func byName(refs map[actor.InstanceID]InstanceRef) []InstanceRef {
	return slices.SortedFunc(maps.Values(refs), func(x, y InstanceRef) int {
		return cmp.Or(cmp.Compare(x.Client.Name, y.Client.Name), cmp.Compare(x.Name, y.Name), cmp.Compare(x.ID, y.ID))
	})
}
