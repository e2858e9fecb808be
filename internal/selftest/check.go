package selftest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/recomamp/recomamp/internal/fault"
)

// State says how far a check is, and how it came out.
type State string

// The states of a check. All but the first two are final.
const (
	Waiting       State = "waiting"
	Running       State = "running"
	OK            State = "ok"
	Warning       State = "warning"        // it works, and something is not as it should be
	Failed        State = "failed"         // something does not work
	NotApplicable State = "not_applicable" // there is nothing to check here
)

// Finding is how a check came out.
type Finding struct {
	State State
	Means string // what was found and what it means, one or two sentences
	Next  string // what a person can do about it; empty when all is well
}

// Check is one thing to look at.
type Check struct {
	Name    string // what is checked, such as "keys"; the same everywhere
	Subject string // of which one, where there are several, such as a connection's id
	Title   string
	Within  time.Duration // how long it may take; default 30 s
	Run     func(ctx context.Context) Finding
}

// Outcome is a check with how far it is.
type Outcome struct {
	Name    string `json:"name"`
	Subject string `json:"subject,omitempty"`
	Title   string `json:"title"`
	State   State  `json:"state"`
	Means   string `json:"means,omitempty"`
	Next    string `json:"next,omitempty"`
	TookMS  int64  `json:"tookMs"`
}

// usually is how long a check may take that says nothing else.
const usually = 30 * time.Second

// Run does the checks in their order and calls tell with all outcomes whenever one
// has changed. It ends early when ctx does or tell fails.
func Run(ctx context.Context, checks []Check, logger *slog.Logger, tell func([]Outcome) error) ([]Outcome, error) {
	outcomes := waiting(checks)
	for i, check := range checks {
		outcomes[i].State = Running
		if err := tell(outcomes); err != nil {
			return outcomes, err
		}
		begun := time.Now()
		found := check.do(ctx, logger)
		if ctx.Err() != nil {
			return outcomes, fmt.Errorf("run the self-test: %w", context.Cause(ctx))
		}
		o := &outcomes[i]
		o.State, o.Means, o.Next, o.TookMS = found.State, found.Means, found.Next, time.Since(begun).Milliseconds()
	}
	return outcomes, tell(outcomes)
}

func waiting(checks []Check) []Outcome {
	outcomes := make([]Outcome, len(checks))
	for i, check := range checks {
		outcomes[i] = Outcome{Name: check.Name, Subject: check.Subject, Title: check.Title, State: Waiting}
	}
	return outcomes
}

// do runs the check within its time. One that breaks has failed.
func (c Check) do(ctx context.Context, logger *slog.Logger) (found Finding) {
	within := c.Within
	if within == 0 {
		within = usually
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	defer func() {
		if broken := recover(); broken != nil {
			logger.ErrorContext(ctx, "a check of the self-test broke", slog.String("check", c.Name), slog.Any("error", broken))
			found = Finding{Failed, "The check itself broke; the log of the server says how.", "Report this with the log."}
		}
	}()
	return c.Run(ctx)
}

// Verdict is the worst that the checks have found: failed, warning, or ok. What is
// not applicable, or not done yet, counts for nothing.
func Verdict(outcomes []Outcome) State {
	worst := OK
	for _, o := range outcomes {
		if o.State == Failed {
			return Failed
		}
		if o.State == Warning {
			worst = Warning
		}
	}
	return worst
}

func good(format string, args ...any) Finding {
	return Finding{State: OK, Means: fmt.Sprintf(format, args...)}
}

func warning(next, format string, args ...any) Finding {
	return Finding{State: Warning, Means: fmt.Sprintf(format, args...), Next: next}
}

func failed(next, format string, args ...any) Finding {
	return Finding{State: Failed, Means: fmt.Sprintf(format, args...), Next: next}
}

func notApplicable(format string, args ...any) Finding {
	return Finding{State: NotApplicable, Means: fmt.Sprintf(format, args...)}
}

// troubled is what an error means to a person. An error that has no words for
// people is told with those of the check: what did not work, and what to do.
func troubled(ctx context.Context, err error, what, next string) Finding {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return failed(next, "%s It took too long.", what)
	}
	if known, ok := errors.AsType[*fault.Error](err); ok && known.Kind != fault.Internal {
		if known.Next != "" {
			next = known.Next
		}
		return failed(next, "%s %s", what, known.Message)
	}
	return failed(next, "%s", what)
}
