package courier

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/egress"
)

// Level says how much a message matters.
type Level string

// The levels.
const (
	Info    Level = "info"
	Warning Level = "warning"
	Urgent  Level = "urgent"
)

// Message is what is carried. All of it is plain text: what a service takes for
// markup or for calling people is made harmless.
type Message struct {
	ID    string // the same when it is sent again
	Level Level
	Title string // one line
	Body  string // lines
	Link  string // where to go on; may be empty
}

// carrier brings messages to one address.
type carrier interface {
	send(ctx context.Context, by *Courier, m Message) error
}

// Courier sends. It is safe for concurrent use.
type Courier struct {
	guard   *egress.Guard
	http    *http.Client
	timeout time.Duration
}

// New returns a courier whose connections go through a guard. A send takes no
// longer than timeout.
func New(guard *egress.Guard, timeout time.Duration) *Courier {
	return &Courier{guard: guard, http: guard.Client(timeout), timeout: timeout}
}

// Send carries a message. nil means that the receiver took it; every error is a
// *Failure.
func (c *Courier) Send(ctx context.Context, to Address, m Message) error {
	if to.carry == nil {
		return &Failure{Code: "address", Words: "There is no address to send to.", Permanent: true}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	if err := to.carry.send(ctx, c, m); err != nil {
		return failureOf(errors.Join(err, ctx.Err())) // the end of the time may show as a connection that was closed
	}
	return nil
}
