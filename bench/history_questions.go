package main

import (
	"fmt"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/execution"
)

// question is a kind of search; filter gives its i-th instance.
type question struct {
	name   string
	filter func(i int) execution.Filter
}

// questions are what people ask of a history, then what is hard to answer:
// nothing matches, what matches is old, or two filters hardly overlap.
func (p past) questions() []question {
	one := func(i int) []actor.InstanceID { return []actor.InstanceID{p.instance(i)} }
	client := func(i int) []actor.InstanceID {
		ids := make([]actor.InstanceID, 0, 5)
		for k := i % 40; k < instances; k += 40 {
			ids = append(ids, p.instance(k))
		}
		return ids
	}
	failed, cancelled := []execution.State{execution.Failed}, []execution.State{execution.Cancelled}
	unwell, ended := []execution.State{execution.Failed, execution.Cancelled}, []execution.State{execution.Succeeded, execution.Failed, execution.Cancelled}
	open := []execution.State{execution.Queued, execution.Pending, execution.Running}
	ago := func(i int) actor.ExecutionID {
		return actor.FirstIDAt[actor.ExecutionID](p.end.Add(-time.Duration(i+1) * 400 * time.Hour))
	}
	deep := func(i int) *actor.ExecutionID { id := ago(i); return &id }
	month := func(i int) (from, until time.Time) {
		from = p.end.AddDate(0, -23+i%20, 0)
		return from, from.AddDate(0, 1, 0)
	}
	return []question{
		{"newest", func(int) execution.Filter { return execution.Filter{} }},
		{"a page far back", func(i int) execution.Filter { return execution.Filter{Before: deep(i)} }},
		{"failed", func(i int) execution.Filter { return execution.Filter{States: failed, Before: deep(i)} }},
		{"on the way, none is", func(int) execution.Filter { return execution.Filter{States: open} }},
		{"an instance", func(i int) execution.Filter { return execution.Filter{Instances: one(i)} }},
		{"failed on an instance", func(i int) execution.Filter { return execution.Filter{Instances: one(i), States: failed} }},
		{"a client", func(i int) execution.Filter { return execution.Filter{Instances: client(i), Before: deep(i)} }},
		{"failed of a client", func(i int) execution.Filter { return execution.Filter{Instances: client(i), States: failed} }},
		{"a person", func(i int) execution.Filter { return execution.Filter{PersonID: p.person(i % people)} }},
		{"a query", func(i int) execution.Filter { return execution.Filter{QueryID: p.query(i*7, i)} }},
		{"a month long ago", func(i int) execution.Filter {
			from, until := month(i)
			return execution.Filter{From: from, Until: until}
		}},
		{"text of some", func(i int) execution.Filter { return execution.Filter{Search: fmt.Sprintf("reach_%d_", i%50)} }},
		{"text of all", func(int) execution.Filter { return execution.Filter{Search: "DSP_Impressions"} }},
		{"text of one", func(i int) execution.Filter { return execution.Filter{Search: fmt.Sprintf("marker_%d.", 1000+i*311)} }},

		{"failed or cancelled", func(i int) execution.Filter { return execution.Filter{States: unwell, Before: deep(i)} }},
		{"failed or cancelled of a client", func(i int) execution.Filter { return execution.Filter{Instances: client(i), States: unwell} }},
		{"failed or cancelled of a query", func(i int) execution.Filter { return execution.Filter{QueryID: p.query(i*7, i), States: unwell} }},
		{"all that ended, of a client", func(i int) execution.Filter {
			return execution.Filter{Instances: client(i), States: ended, Before: deep(i)}
		}},
		{"succeeded, of a person, on an instance", func(i int) execution.Filter {
			return execution.Filter{Instances: one(i), States: ended[:1], PersonID: p.person(i % people)}
		}},
		{"a query of a person, long ago", func(i int) execution.Filter {
			from, until := month(i)
			return execution.Filter{QueryID: p.query(i*7, i), PersonID: p.person(i % people), From: from, Until: until}
		}},

		{"text of none", func(i int) execution.Filter { return execution.Filter{Search: fmt.Sprintf("missing_%d", i)} }},
		{"text of none, of common parts", func(i int) execution.Filter {
			return execution.Filter{Search: fmt.Sprintf("impressions campaign user %d", i)}
		}},
		{"text of some on an instance", func(i int) execution.Filter {
			return execution.Filter{Search: fmt.Sprintf("reach_%d_", i%50), Instances: one(i)}
		}},
		{"text of all, failed of a client", func(i int) execution.Filter {
			return execution.Filter{Search: "dsp_impressions", Instances: client(i), States: failed}
		}},
		{"text of some, cancelled long ago", func(i int) execution.Filter {
			from, until := month(i)
			return execution.Filter{Search: fmt.Sprintf("reach_%d_", i%50), States: cancelled, From: from, Until: until}
		}},
		{"text of some, failed or cancelled", func(i int) execution.Filter {
			return execution.Filter{Search: fmt.Sprintf("reach_%d_", i%50), States: unwell}
		}},
		{"text of a person, of a query", func(i int) execution.Filter {
			return execution.Filter{Search: "dsp_impressions", QueryID: p.query(i*7, i), PersonID: p.person(i % people)}
		}},
		{"cancelled by one on the busiest", func(i int) execution.Filter {
			return execution.Filter{Instances: one(0), States: cancelled, PersonID: p.person(i % people)}
		}},
		{"one who left, on the busiest", func(int) execution.Filter {
			return execution.Filter{Instances: one(0), PersonID: p.person(people)}
		}},
		{"one who left, failed", func(int) execution.Filter {
			return execution.Filter{States: failed, PersonID: p.person(people)}
		}},
		{"a person, failed, long ago", func(i int) execution.Filter {
			from, until := month(i)
			return execution.Filter{States: failed, PersonID: p.person(i % people), From: from, Until: until}
		}},
	}
}
