package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// progress tells a person how far an execution is: one line that changes on a
// terminal, a line for each change elsewhere.
type progress struct {
	out      io.Writer
	terminal bool
	now      func() time.Time
	began    time.Time
	last     string
	trouble  string // shown last
	open     bool   // the terminal's line is not ended
}

func newProgress(out *os.File) *progress {
	return &progress{out: out, terminal: term.IsTerminal(int(out.Fd())), now: time.Now, began: time.Now()}
}

// say shows what is going on.
func (p *progress) say(text string) {
	if p.terminal {
		fmt.Fprintf(p.out, "\r\x1b[K%s (%s)", text, p.now().Sub(p.began).Round(time.Second))
		p.open = true
		return
	}
	if text != p.last {
		fmt.Fprintln(p.out, text)
	}
	p.last = text
}

// show tells the state of an execution. What stands in its way stays readable
// on a line of its own: the cause and what a person can do.
func (p *progress) show(e httpapi.Execution) {
	trouble := ""
	if e.Error != nil && e.State != stateFailed && e.State != stateCancelled {
		trouble = strings.TrimSpace(troubleText(*e.Error) + " " + e.Error.Next)
	}
	if trouble != p.trouble && trouble != "" {
		p.done(trouble)
	}
	p.trouble = trouble
	text := fmt.Sprintf("execution %s on %s: %s", e.ID, e.Instance.Name, e.State)
	if e.Retry != nil {
		text += "; " + p.retry(*e.Retry)
	}
	p.say(text)
}

// fetched counts rows on a terminal.
func (p *progress) fetched(rows int64, of *int64) {
	switch {
	case !p.terminal:
	case of == nil:
		p.say(fmt.Sprintf("fetching rows: %d", rows))
	default:
		p.say(fmt.Sprintf("fetching rows: %d of %d", rows, *of))
	}
}

// retry counts down on a terminal; elsewhere a line for each second would be too much.
func (p *progress) retry(r httpapi.ExecutionRetry) string {
	if p.terminal {
		return retryText(r, p.now())
	}
	return retryName(r) + " at " + r.At.Local().Format(time.TimeOnly)
}

// retryText is "retry 3 of 12 in 42s".
func retryText(r httpapi.ExecutionRetry, now time.Time) string {
	left := r.At.Sub(now).Round(time.Second)
	if left <= 0 {
		return retryName(r) + " now"
	}
	return retryName(r) + " in " + left.String()
}

func retryName(r httpapi.ExecutionRetry) string {
	if r.Of == 0 {
		return fmt.Sprintf("retry %d", r.Number)
	}
	return fmt.Sprintf("retry %d of %d", r.Number, r.Of)
}

// troubleText is what went wrong, with Amazon's own words where there are any.
func troubleText(e httpapi.ExecutionError) string {
	said, _, _ := strings.Cut(strings.TrimSpace(e.Raw), "\n")
	if said == "" || !strings.HasPrefix(e.Code, "amazon.") || strings.Contains(e.Message, said) {
		return e.Message
	}
	return e.Message + " Amazon said: " + said
}

// away tells that the server is away and we keep trying.
func (p *progress) away(err error) { p.say(err.Error() + "; trying again") }

// done ends with the last word.
func (p *progress) done(text string) {
	p.end()
	fmt.Fprintln(p.out, text)
}

// end leaves the terminal's line, so that what follows begins on a new one.
func (p *progress) end() {
	if p.open {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.open = false
	}
}
