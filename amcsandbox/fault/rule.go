package fault

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
)

// Rule makes some requests go wrong.
type Rule struct {
	// ID is given by the Set when empty.
	ID   string `json:"id,omitempty" yaml:"id,omitempty"`
	Name string `json:"name,omitempty" yaml:"name,omitempty"`

	Match  Match  `json:"match" yaml:"match"`
	Action Action `json:"action" yaml:"action"`
}

// Match says which requests a rule is about; an empty field matches all. The
// fields up to From and Until choose candidates, the others choose among them.
type Match struct {
	Method string `json:"method,omitempty" yaml:"method,omitempty"`
	// Route is a path below the sandbox's base, with * for one segment, or the
	// tail of one: "/workflowExecutions/*" matches that of every instance.
	Route string `json:"route,omitempty" yaml:"route,omitempty"`
	// Instance is an instance id in the path.
	Instance string `json:"instance,omitempty" yaml:"instance,omitempty"`
	// Body is text the request body must contain.
	Body string `json:"body,omitempty" yaml:"body,omitempty"`
	// From and Until bound the time of the request, Until exclusive.
	From  *time.Time `json:"from,omitempty" yaml:"from,omitempty"`
	Until *time.Time `json:"until,omitempty" yaml:"until,omitempty"`

	// Nth is the one candidate to hit, from 1.
	Nth int `json:"nth,omitempty" yaml:"nth,omitempty"`
	// Every hits each candidate whose number divides by it.
	Every int `json:"every,omitempty" yaml:"every,omitempty"`
	// Probability, above 0 and up to 1, hits by chance drawn from Seed.
	Probability float64 `json:"probability,omitempty" yaml:"probability,omitempty"`
	Seed        uint64  `json:"seed,omitempty" yaml:"seed,omitempty"`
	// Max ends the rule after that many hits.
	Max int `json:"max,omitempty" yaml:"max,omitempty"`
}

// Kind names what an Action does.
type Kind string

// Wire actions.
const (
	// Throttle answers 429; see Action.RetryAfter and Action.Shape.
	Throttle Kind = "throttle"
	// Status answers Action.Status with Action.Text in the given Shape.
	Status Kind = "status"
	// BadGateway answers 502 with a page of HTML.
	BadGateway Kind = "badGateway"
	// Timeout does the work and answers 504 with the gateway's message.
	Timeout Kind = "timeout"
	// Drop closes the connection without an answer.
	Drop Kind = "drop"
	// Slow sends the answer's body in drips; see Action.Delay and Action.Bytes.
	Slow Kind = "slow"
	// Truncate ends the body after Action.Bytes while promising all of it.
	Truncate Kind = "truncate"
	// ExpireLinks makes presigned links expire at once.
	ExpireLinks Kind = "expireLinks"
	// Revoke ends all consents of the client, then handles the request.
	Revoke Kind = "revoke"
	// Delay waits Action.Delay, then handles the request.
	Delay Kind = "delay"
)

// Actions on the execution that the matched request creates.
const (
	// Stuck keeps it running until its timeout.
	Stuck Kind = "stuck"
	// Hold keeps it Action.Delay longer in Action.State, PENDING or RUNNING.
	Hold Kind = "hold"
	// Hide leaves it out of reads for Action.Delay.
	Hide Kind = "hide"
	// End makes it end as Action.State, FAILED or REJECTED, because of Action.Text.
	End Kind = "end"
)

// When says whether the work was done before the answer was spoilt.
type When string

// The two sides of the work.
const (
	Before When = "before"
	After  When = "after"
)

// Shape is the form of an error body.
type Shape string

// The shapes seen.
const (
	// Details is {"code","details"}, the default.
	Details Shape = "details"
	// Message is {"message"}.
	Message Shape = "message"
	// HTML is a proxy's page.
	HTML Shape = "html"
	// Empty is no body at all.
	Empty Shape = "empty"
)

// Action is what happens to a matched request.
type Action struct {
	Kind Kind `json:"kind" yaml:"kind"`
	// When is Before unless said; Timeout is always After.
	When   When   `json:"when,omitempty" yaml:"when,omitempty"`
	Status int    `json:"status,omitempty" yaml:"status,omitempty"`
	Shape  Shape  `json:"shape,omitempty" yaml:"shape,omitempty"`
	Text   string `json:"text,omitempty" yaml:"text,omitempty"`
	// RetryAfter is in seconds; negative sends no such header.
	RetryAfter int `json:"retryAfter,omitempty" yaml:"retryAfter,omitempty"`
	// Bytes is where Truncate cuts, and how much Slow sends at once.
	Bytes int `json:"bytes,omitempty" yaml:"bytes,omitempty"`
	// DelayMS is how long Delay, Hold and Hide last, and the pause between the
	// drips of Slow, in milliseconds.
	DelayMS int64 `json:"delayMs,omitempty" yaml:"delayMs,omitempty"`
	// State is an execution state, for Hold and End.
	State string `json:"state,omitempty" yaml:"state,omitempty"`
}

// Delay is DelayMS as a duration.
func (a Action) Delay() time.Duration { return time.Duration(a.DelayMS) * time.Millisecond }

var kinds = []Kind{
	Throttle, Status, BadGateway, Timeout, Drop, Slow, Truncate, ExpireLinks, Revoke, Delay, Stuck, Hold, Hide, End,
}

// complete fills the defaults of a rule and checks it.
func (r Rule) complete() (Rule, error) {
	if !slices.Contains(kinds, r.Action.Kind) {
		return r, fmt.Errorf("fault rule %q: unknown kind %q, known are %v", r.Name, r.Action.Kind, kinds)
	}
	if r.Action.When == "" {
		r.Action.When = Before
	}
	if r.Action.Shape == "" {
		r.Action.Shape = Details
	}
	r.Match.Method = strings.ToUpper(r.Match.Method)
	for _, check := range []struct {
		bad bool
		why string
	}{
		{r.Action.When != Before && r.Action.When != After, "when must be before or after"},
		{!slices.Contains([]Shape{Details, Message, HTML, Empty}, r.Action.Shape), "shape must be details, message, html or empty"},
		{r.Action.Kind == Status && (r.Action.Status < 400 || r.Action.Status > 599), "status must be 400 to 599"},
		{r.Action.Kind == Hold && r.Action.State != "PENDING" && r.Action.State != "RUNNING", "state must be PENDING or RUNNING"},
		{r.Action.Kind == End && r.Action.State != "FAILED" && r.Action.State != "REJECTED", "state must be FAILED or REJECTED"},
		{r.Match.Route != "" && !strings.HasPrefix(r.Match.Route, "/"), "route must begin with a slash"},
		{r.Action.DelayMS < 0, "delayMs is negative"},
		{r.Action.Bytes < 0, "bytes is negative"},
		{r.Match.Nth < 0 || r.Match.Every < 0 || r.Match.Max < 0, "nth, every and max count from 1"},
		{r.Match.Probability < 0 || r.Match.Probability > 1, "probability must be 0 to 1"},
	} {
		if check.bad {
			return r, fmt.Errorf("fault rule %q: %s", r.Name, check.why)
		}
	}
	if _, err := path.Match(r.Match.Route, ""); err != nil {
		return r, fmt.Errorf("fault rule %q: route: %w", r.Name, err)
	}
	switch r.Action.Kind {
	case Throttle:
		r.Action.Status = http.StatusTooManyRequests
	case BadGateway:
		r.Action.Status, r.Action.Shape = http.StatusBadGateway, HTML
	case Timeout:
		r.Action.Status, r.Action.Shape, r.Action.When = http.StatusGatewayTimeout, Message, After
		if r.Action.Text == "" {
			r.Action.Text = "Endpoint request timed out"
		}
	case Slow, Truncate:
		r.Action.When = After
	default:
	}
	return r, nil
}

// Request is what a rule sees of a request.
type Request struct {
	Method   string
	Path     string
	Instance string
	Body     []byte
	At       time.Time
}

// candidate reports whether the request is one the rule is about.
func (m Match) candidate(r Request) bool {
	switch {
	case m.Method != "" && m.Method != r.Method,
		m.Instance != "" && m.Instance != r.Instance,
		m.Body != "" && !strings.Contains(string(r.Body), m.Body),
		m.From != nil && r.At.Before(*m.From),
		m.Until != nil && !r.At.Before(*m.Until):
		return false
	}
	return m.Route == "" || routeMatches(m.Route, r.Path)
}

// routeMatches compares as many trailing segments as the pattern has.
func routeMatches(pattern, target string) bool {
	target = strings.TrimSuffix(target, "/")
	surplus := strings.Count(target, "/") - strings.Count(pattern, "/")
	if surplus < 0 {
		return false
	}
	for range surplus {
		target = target[1:]
		target = target[strings.IndexByte(target, '/'):]
	}
	ok, _ := path.Match(pattern, target) // the pattern was checked
	return ok
}
