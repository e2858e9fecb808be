package amcsandbox

import (
	"strconv"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/internal/store"
	"github.com/recomamp/recomamp/amcsandbox/internal/window"
)

func (s *Sandbox) listExecutions(c *call) (reply, error) {
	filter, err := s.executionFilter(c)
	if err != nil {
		return reply{}, err
	}
	// What came before the page may end while it is read; only what is on the
	// page is waited for.
	if err := s.settle(c.ctx(), func(e store.Execution) bool {
		return e.InstanceID == filter.InstanceID && (filter.WorkflowID == "" || e.WorkflowID == filter.WorkflowID)
	}); err != nil {
		return reply{}, err
	}
	limit := filter.Limit
	filter.Limit++
	filter.VisibleBy = s.now()
	var found []store.Execution
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		found, err = tx.Executions(filter)
		return err
	}); err != nil {
		return reply{}, err
	}
	var next any
	if len(found) > limit {
		found = found[:limit]
		next = nextToken(strconv.FormatInt(found[limit-1].Sequence, 10))
	}
	detail := viewPlain
	if isTrue(c.r.URL.Query().Get("includeWorkflow")) {
		detail = viewWithSQL
	}
	views := make([]object, len(found))
	for i, e := range found {
		views[i] = viewExecution(e, s.now(), detail)
	}
	return ok(executionType, withNext(object{"executions": views}, next)), nil
}

func (s *Sandbox) executionFilter(c *call) (store.ExecutionFilter, error) {
	query := c.r.URL.Query()
	page, err := c.page()
	if err != nil {
		return store.ExecutionFilter{}, err
	}
	filter := store.ExecutionFilter{
		InstanceID: c.instance.ID, WorkflowID: query.Get("workflowId"),
		IncludeCancelled: isTrue(query.Get("includeCancelled")), Ascending: isTrue(query.Get("sortAscending")), Limit: page.limit,
	}
	if page.after != "" {
		if filter.After, err = strconv.ParseInt(page.after, 10, 64); err != nil {
			return filter, badRequest("nextToken is invalid")
		}
	}
	zone := query.Get("timeZone")
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return filter, badRequest("timeZone %q is not a known time zone", zone)
	}
	for _, bound := range []struct {
		name   string
		target *time.Time
	}{{"minCreationTime", &filter.CreatedFrom}, {"maxCreationTime", &filter.CreatedTo}} {
		text := query.Get(bound.name)
		if text == "" {
			continue
		}
		// The length keeps out fractions, which time.Parse takes unasked.
		wall, err := time.Parse(window.Layout, text)
		if err != nil || len(text) != len(window.Layout) {
			if bound.name == "minCreationTime" && filter.WorkflowID == "" {
				return filter, badRequest("Must provide either workflowId or minCreationTime")
			}
			return filter, badRequest("%s %q must have the form yyyy-MM-dd'T'HH:mm:ss, without an offset", bound.name, text)
		}
		*bound.target = window.Instant(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), location)
	}
	if !filter.CreatedTo.IsZero() {
		// Creation times are shown in full seconds; the last one is all of it.
		filter.CreatedTo = filter.CreatedTo.Add(time.Second - time.Microsecond)
	}
	if filter.WorkflowID == "" && filter.CreatedFrom.IsZero() {
		return filter, badRequest("Must provide either workflowId or minCreationTime")
	}
	return filter, nil
}
