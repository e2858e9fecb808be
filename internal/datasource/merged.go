package datasource

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/instance"
)

// atOnce is how many instances are asked for their tables at the same time.
const atOnce = 8

// SharedSource is a table and which instances have it.
type SharedSource struct {
	Source

	InstanceIDs []actor.InstanceID // in the order of the instances
}

// Missing is an instance whose tables cannot be told.
type Missing struct {
	Instance instance.Instance
	Reason   *fault.Error
}

// Merged is what several instances offer together.
type Merged struct {
	Sources []SharedSource // by category and name
	Missing []Missing      // in the order of the instances
	// FetchedAt is when the oldest of the lists came; zero when there is none.
	FetchedAt time.Time
	Stale     bool // Amazon could not be asked for one of them
}

// ListAll returns the tables of all instances that a may see, each name once.
// Where instances describe a table differently, the latest list speaks and
// columns that only others have follow its own. An instance whose list cannot
// be had does not fail the others: it is in Missing, with a safe reason.
func (s *Service) ListAll(ctx context.Context, a actor.Actor) (Merged, error) {
	instances, err := s.deps.Instances.List(ctx, a, instance.ListParams{})
	if err != nil {
		return Merged{}, fmt.Errorf("list tables of all instances: %w", err)
	}
	lists := make([]List, len(instances))
	reasons := make([]*fault.Error, len(instances))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for n, i := range instances {
		group.Go(func() error {
			list, err := s.List(groupCtx, a, i.ID)
			if errors.Is(err, instance.ErrNotFound) {
				return nil // taken away since the instances were listed
			}
			if reason, safe := asReason(err); safe {
				reasons[n] = reason
				return nil
			}
			lists[n] = list
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return Merged{}, fmt.Errorf("list tables of all instances: %w", err)
	}
	return unite(instances, lists, reasons), nil
}

// asReason gives the failure of one instance, when it is one that may be told
// and is not our own.
func asReason(err error) (*fault.Error, bool) {
	reason, ok := errors.AsType[*fault.Error](err)
	return reason, ok && reason.Kind != fault.Internal
}

// unite merges lists by name; reasons[n] is set where lists[n]
// could not be had; both are empty for an instance that is not there any more.
func unite(instances []instance.Instance, lists []List, reasons []*fault.Error) Merged {
	var merged Merged
	byName := map[string]*SharedSource{}
	newest := map[string]time.Time{}
	for n, i := range instances {
		if reasons[n] != nil {
			merged.Missing = append(merged.Missing, Missing{Instance: i, Reason: reasons[n]})
			continue
		}
		list := lists[n]
		if list.FetchedAt.IsZero() {
			continue
		}
		merged.Stale = merged.Stale || list.Stale
		if merged.FetchedAt.IsZero() || list.FetchedAt.Before(merged.FetchedAt) {
			merged.FetchedAt = list.FetchedAt
		}
		for _, source := range list.Sources {
			shared, known := byName[source.Name]
			switch {
			case !known:
				shared = &SharedSource{Source: source}
				byName[source.Name] = shared
				newest[source.Name] = list.FetchedAt
			case list.FetchedAt.After(newest[source.Name]):
				source.Columns = withOthers(source.Columns, shared.Columns)
				shared.Source = source
				newest[source.Name] = list.FetchedAt
			default:
				shared.Columns = withOthers(shared.Columns, source.Columns)
			}
			shared.InstanceIDs = append(shared.InstanceIDs, i.ID)
		}
	}
	for _, shared := range slices.SortedFunc(maps.Values(byName), func(a, b *SharedSource) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Name, b.Name))
	}) {
		merged.Sources = append(merged.Sources, *shared)
	}
	return merged
}

// withOthers appends the columns that only others has. It never changes own.
func withOthers(own, others []Column) []Column {
	all := slices.Clip(own)
	for _, column := range others {
		if !slices.ContainsFunc(own, func(c Column) bool { return c.Name == column.Name }) {
			all = append(all, column)
		}
	}
	return all
}
