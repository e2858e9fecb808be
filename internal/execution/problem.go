package execution

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/result"
)

// Problem is why an execution failed or waits. The zero Problem is none.
type Problem struct {
	Class   Class  `bun:"class"`
	Code    string `bun:"code"`    // stable, dotted
	Message string `bun:"message"` // safe to show
	Next    string `bun:"next"`    // what the person can do
	Raw     string `bun:"raw"`     // Amazon's own words

	retryAfter time.Duration
}

// IsZero reports that nothing is wrong.
func (p Problem) IsZero() bool { return p.Class == "" }

const (
	// goesOn is the next step where there is none for a person.
	goesOn          = "The execution goes on by itself; there is nothing to do."
	codeUnreachable = "amazon.unreachable"
	maxRaw          = 4 << 10
)

// problemOf reads an error of a call to Amazon, of its tokens or of storage.
func problemOf(err error) Problem {
	switch amazon, ok := errors.AsType[*amc.Error](err); {
	case errors.Is(err, result.ErrDiskFull):
		return diskFull("There is no disk space to store the result.")
	case errors.Is(err, database.ErrFull):
		return diskFull(standsStill)
	case errors.Is(err, connection.ErrUnavailable):
		return Problem{Class: Outage, Code: connection.ErrUnavailable.Code, Message: connection.ErrUnavailable.Message, Next: goesOn}
	case errors.Is(err, connection.ErrReconnect), errors.Is(err, connection.ErrDisconnected):
		return reconnect(fault.Of(err))
	case ok:
		return amazonProblem(amazon)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, result.ErrTruncated), errors.Is(err, amc.ErrTruncated), errors.Is(err, amc.ErrStalled):
		return Problem{Class: Transient, Code: "amazon.interrupted", Message: "The answer from Amazon broke off.", Next: goesOn, Raw: clip(err.Error())}
	case fault.Of(err).Kind == fault.Unavailable, fault.Of(err).Kind == fault.Throttled:
		found := fault.Of(err)
		return Problem{
			Class: Outage, Code: found.Code, Message: found.Message, Next: cmp.Or(found.Next, goesOn), retryAfter: found.RetryAfter,
		}
	case fault.Of(err).Kind != fault.Internal:
		found := fault.Of(err)
		return Problem{Class: Permanent, Code: found.Code, Message: found.Message, Next: found.Next}
	default:
		return Problem{
			Class: Transient, Code: "internal", Message: "Something went wrong on our side.",
			Next: "The execution goes on by itself. If it does not, give your administrator its id.",
		}
	}
}

// standsStill is what is wrong when nothing can be written down any more.
const standsStill = "The server's disk is full, so the execution stands still."

func diskFull(message string) Problem {
	return Problem{
		Class: Outage, Code: "execution.disk_full", Message: message,
		Next: "Free disk space on the server. The execution then goes on by itself; Amazon is not asked to run it again.",
	}
}

func reconnect(found *fault.Error) Problem {
	return Problem{
		Class: NeedsReconnect, Code: found.Code, Message: found.Message,
		Next: "An owner connects Amazon again under Connections. The execution then goes on by itself.",
	}
}

func amazonProblem(e *amc.Error) Problem {
	p := Problem{Raw: clip(cmp.Or(e.Details, string(e.Body))), retryAfter: e.RetryAfter}
	switch {
	case e.Throttled():
		p.Class, p.Code, p.Message, p.Next = Throttled, "amazon.throttled", "Amazon asked for fewer calls.", goesOn
	case e.Unauthorized():
		p.Class, p.Code = NeedsReconnect, "amazon.unauthorized"
		p.Message = "Amazon no longer accepts this connection."
		p.Next = "An owner connects Amazon again under Connections. The execution then goes on by itself."
	case e.TermsNotAccepted():
		p.Class, p.Code, p.Message = Permanent, "amazon.terms", "Amazon's terms have not been accepted for this account."
		p.Next = "Have an administrator of the AMC account accept the terms in the AMC console, then run again."
	case e.Forbidden():
		p.Class, p.Code, p.Message = Permanent, "amazon.forbidden", "Amazon does not let this connection use the instance."
		p.Next = "Check that the connected person still has access to the instance in the AMC console, then run again."
	case strings.Contains(e.Details, "sqlQuery exceeded maximum allowed length"):
		p.Class, p.Code, p.Message = Permanent, "amazon.sql_too_long", "With its placeholders filled, the SQL is longer than Amazon takes."
		p.Next = "Give its lists fewer values, or declare a list as a parameter, which Amazon is sent beside the SQL, and run again."
	case e.InvalidQuery():
		p.Class, p.Code, p.Message = Permanent, "amazon.query_invalid", refusal(e.Details)
		p.Next = "Correct the SQL or its parameters and run again."
	case e.Transient() && e.Status == 0:
		p.Class, p.Code, p.Message, p.Raw = Outage, codeUnreachable, "Amazon could not be reached.", clip(e.Error())
		p.Next = "The execution goes on by itself once Amazon answers. If this lasts, check that the server can reach its address."
	case e.Transient():
		p.Class, p.Code, p.Message, p.Next = Transient, "amazon.unavailable", "Amazon answered with an error of its own.", goesOn
	case e.Status < 300: // an answer without its end
		p.Class, p.Code, p.Message, p.Next, p.Raw = Transient, "amazon.interrupted", "The call to Amazon was cut short.", goesOn, clip(e.Error())
	default:
		p.Class, p.Code, p.Message = Permanent, "amazon.refused", "Amazon refused the request: "+firstLine(cmp.Or(e.Details, e.Error()))
		p.Next = "Read Amazon's words, correct what they name and run again."
	}
	return p
}

// runProblem reads why a run ended without a result.
func runProblem(run amc.Execution) Problem {
	reason := run.StatusReason
	p := Problem{Raw: clip(reason)}
	lower := strings.ToLower(reason)
	says := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(lower, word) {
				return true
			}
		}
		return false
	}
	switch {
	case run.IsPrivacyRefusal() || says("too many workflows", "privacy"):
		p.Class, p.Code, p.Message = Privacy, "amazon.privacy", "Amazon refused the run to protect privacy: too many similar runs read the same data."
		p.Next = "Wait before running similar queries on the same window, or change the query."
	case says("unable to compile", "sql query was invalid", "encountered ", "undeclared parameter"):
		p.Class, p.Code, p.Message = Permanent, "amazon.query_invalid", refusal(reason)
		p.Next = "Correct the SQL or its parameters and run again."
	case says("timed out", "timeout"):
		p.Class, p.Code, p.Message = Permanent, "amazon.timeout", "The run took longer than its time limit."
		p.Next = "Run it with a longer limit or a shorter window."
	case says("internal", "try again", "service unavailable"):
		p.Class, p.Code, p.Message = RunFailed, "amazon.internal", "The run failed for a reason inside Amazon."
		p.Next = "It is run again by itself; there is nothing to do."
	case reason == "":
		p.Class, p.Code, p.Message = Unknown, "amazon.failed", "Amazon ended the run without a reason."
		p.Next = "Run it again. If it fails again, give Amazon's support the run's id."
	default:
		p.Class, p.Code, p.Message = Unknown, "amazon.failed", "The run failed at Amazon: "+firstLine(reason)
		p.Next = "Read Amazon's reason. Correct what it names, or run again."
	}
	return p
}

func clip(text string) string {
	if len(text) > maxRaw {
		return strings.ToValidUTF8(text[:maxRaw], "") + "…"
	}
	return strings.ToValidUTF8(text, "\ufffd")
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return clip(line)
}
