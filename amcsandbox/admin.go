package amcsandbox

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// adminRoutes are what tests and operators need beside the API. All ask for
// the admin token.
func (s *Sandbox) adminRoutes(mux *http.ServeMux) {
	for pattern, handle := range map[string]handler{
		"GET /admin/status":         s.adminStatus,
		"GET /admin/requests":       s.adminRequests,
		"GET /admin/executions":     s.adminExecutions,
		"POST /admin/clock":         s.adminClock,
		"POST /admin/revoke":        s.adminRevoke,
		"POST /admin/connect":       s.adminConnect,
		"GET /admin/faults":         s.adminListFaults,
		"POST /admin/faults":        s.adminAddFaults,
		"DELETE /admin/faults":      s.adminClearFaults,
		"DELETE /admin/faults/{id}": s.adminRemoveFault,
	} {
		mux.Handle(pattern, s.answer(detailsShape, s.admin(handle)))
	}
}

func (s *Sandbox) admin(next handler) handler {
	return func(c *call) (reply, error) {
		token, _ := strings.CutPrefix(c.r.Header.Get("Authorization"), "Bearer ")
		if subtle.ConstantTimeCompare([]byte(token), []byte(s.config.AdminToken)) != 1 {
			return reply{}, refuse(http.StatusUnauthorized, "The admin token is missing or wrong.")
		}
		return next(c)
	}
}

func (s *Sandbox) adminStatus(*call) (reply, error) {
	progress := s.Progress()
	status := object{
		"now": s.now(), "ready": progress.Ready, "done": progress.Done, "total": progress.Total,
		"profile": s.config.Profile, "scale": s.config.Scale, "seed": s.config.Seed,
	}
	if progress.Err != nil {
		status["error"] = progress.Err.Error()
	}
	return ok(jsonType, status), nil
}

type requestView struct {
	ID          int64     `json:"id"`
	At          time.Time `json:"at"`
	Method      string    `json:"method"`
	Path        string    `json:"path"`
	Query       string    `json:"query,omitempty"`
	Status      int       `json:"status"`
	RequestID   string    `json:"requestId"`
	InstanceID  string    `json:"instanceId,omitempty"`
	ExecutionID string    `json:"executionId,omitempty"`
	Fault       string    `json:"fault,omitempty"`
	DurationMS  int64     `json:"durationMs"`
	Body        string    `json:"body,omitempty"`
}

// adminRequests gives the request log, filtered by method, path (a prefix),
// instance and execution, beginning after an id.
func (s *Sandbox) adminRequests(c *call) (reply, error) {
	query := c.r.URL.Query()
	filter := store.RequestFilter{
		Method: query.Get("method"), PathPrefix: query.Get("path"),
		InstanceID: query.Get("instance"), ExecutionID: query.Get("execution"),
	}
	for _, number := range []struct {
		name string
		set  func(int64)
	}{
		{"after", func(n int64) { filter.After = n }},
		{"limit", func(n int64) { filter.Limit = int(n) }},
	} {
		text := query.Get(number.name)
		if text == "" {
			continue
		}
		value, err := strconv.ParseInt(text, 10, 32)
		if err != nil || value < 0 {
			return reply{}, badRequest("%s must be a number", number.name)
		}
		number.set(value)
	}
	var requests []store.Request
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		requests, err = tx.Requests(filter)
		return err
	}); err != nil {
		return reply{}, err
	}
	views := make([]requestView, len(requests))
	for i, r := range requests {
		views[i] = requestView{
			r.ID, r.At, r.Method, r.Path, r.Query, r.Status, r.RequestID, r.InstanceID, r.ExecutionID, r.Fault,
			r.Duration.Milliseconds(), r.Body,
		}
	}
	return ok(jsonType, object{"requests": views}), nil
}

// adminExecutions gives every execution ever made, oldest first, with its exact
// instants; those that have not come are the zero time.
func (s *Sandbox) adminExecutions(c *call) (reply, error) {
	if _, err := s.advance(c.ctx()); err != nil {
		return reply{}, err
	}
	var executions []store.Execution
	if err := s.store.Read(c.ctx(), func(tx *store.Tx) (err error) {
		executions, err = tx.AllExecutions()
		return err
	}); err != nil {
		return reply{}, err
	}
	views := make([]object, len(executions))
	for i, e := range executions {
		views[i] = viewExecution(e, s.now(), viewWithSQL)
		views[i]["instanceId"], views[i]["accountId"] = e.InstanceID, e.AccountID
		// The API shows full seconds; who counts overlaps needs the instants.
		views[i]["createdAt"], views[i]["startedAt"], views[i]["endedAt"] = e.CreatedAt, e.StartedAt, e.EndedAt
	}
	return ok(jsonType, object{"executions": views}), nil
}

func (s *Sandbox) adminClock(c *call) (reply, error) {
	var body struct {
		AdvanceSeconds float64 `json:"advanceSeconds"`
	}
	if err := c.decode(&body); err != nil {
		return reply{}, err
	}
	const most = 10 * 365 * 24 * 3600 // seconds; more would overflow a duration in a few calls
	if body.AdvanceSeconds < 0 || body.AdvanceSeconds > most {
		return reply{}, badRequest("advanceSeconds must be from 0 to %d", most)
	}
	if err := s.Advance(c.ctx(), time.Duration(body.AdvanceSeconds*float64(time.Second))); err != nil {
		return reply{}, err
	}
	return ok(jsonType, object{"now": s.now()}), nil
}

func (s *Sandbox) adminRevoke(c *call) (reply, error) {
	if err := s.Revoke(c.ctx()); err != nil {
		return reply{}, err
	}
	return reply{status: http.StatusNoContent}, nil
}

// adminConnect consents without a browser.
func (s *Sandbox) adminConnect(c *call) (reply, error) {
	token, err := s.Connect(c.ctx())
	if err != nil {
		return reply{}, err
	}
	return ok(jsonType, object{"refreshToken": token}), nil
}

func (s *Sandbox) adminListFaults(*call) (reply, error) {
	return ok(jsonType, object{"rules": s.faults.List()}), nil
}

// adminAddFaults takes one rule, or an object with rules, as JSON or YAML.
func (s *Sandbox) adminAddFaults(c *call) (reply, error) {
	rules, err := fault.Parse(c.body)
	if err != nil {
		var single fault.Rule
		if yaml.UnmarshalWithOptions(c.body, &single, yaml.Strict()) != nil {
			return reply{}, badRequest("%s", err)
		}
		rules = []fault.Rule{single}
	}
	added := make([]fault.Rule, len(rules))
	for i, rule := range rules {
		if added[i], err = s.faults.Add(rule); err != nil {
			return reply{}, badRequest("%s", err)
		}
	}
	return ok(jsonType, object{"rules": added}), nil
}

func (s *Sandbox) adminClearFaults(*call) (reply, error) {
	s.faults.Clear()
	return reply{status: http.StatusNoContent}, nil
}

func (s *Sandbox) adminRemoveFault(c *call) (reply, error) {
	id := c.r.PathValue("id")
	if !s.faults.Remove(id) {
		return reply{}, refuse(http.StatusNotFound, "There is no fault rule %s.", id)
	}
	return reply{status: http.StatusNoContent}, nil
}
