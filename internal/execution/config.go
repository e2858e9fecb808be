package execution

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"time"
)

// Config sets limits and patience. The zero value is good.
type Config struct {
	// Slots and AccountSlots are the most open runs at Amazon per instance and
	// per account. Defaults 10 and 200.
	Slots, AccountSlots int
	// Timeout is what a run may take at Amazon when nobody says. Default 6 h.
	Timeout time.Duration

	// Lease is how long a silent holder keeps its work: the work of a dead
	// process is taken over after it. Default 10 s.
	Lease time.Duration
	// LookAround bounds how long work waits that nobody was told of. Default 1 s.
	LookAround time.Duration

	// SendWithin bounds how long after an attempt was written down it may be
	// sent. Default 10 s.
	SendWithin time.Duration
	// AnswerWithin bounds a submission, AskWithin a question to Amazon.
	// Defaults 60 s and 20 s.
	AnswerWithin, AskWithin time.Duration
	// Gateway is how long a request that got no answer may still be at work at
	// Amazon. Default 35 s.
	Gateway time.Duration
	// Visibility is how long a new run may be missing from Amazon's list. Default 10 s.
	Visibility time.Duration
	// ClockSkew is how far Amazon's clock may be from ours. Default 2 min.
	ClockSkew time.Duration

	// Tries is how many setbacks in a row an execution bears. Default 40.
	Tries int
	// Backoff and BackoffCap bound the waits between tries: the n-th is drawn
	// between 0 and Backoff·2ⁿ, at most BackoffCap. Defaults 1 s and 60 s.
	Backoff, BackoffCap time.Duration
	// CollectTries is how often malformed rows are fetched again. Default 3.
	CollectTries int
	// Missing is how long Amazon may not name a run before it is given up. Default 10 min.
	Missing time.Duration
	// Overrun is how long beyond its own time limit a run may stay open. Default 24 h 30 min.
	Overrun time.Duration

	// Polls say how often an instance is asked, by the age of its youngest open
	// run: the first whose Age is not exceeded counts, the last one beyond.
	Polls []Pace
}

// Pace is how often to ask about runs up to an age.
type Pace struct{ Age, Every time.Duration }

func (c Config) withDefaults() Config {
	c.Slots = cmp.Or(c.Slots, 10)
	c.AccountSlots = cmp.Or(c.AccountSlots, 200)
	c.Timeout = cmp.Or(c.Timeout, 6*time.Hour)
	c.Lease = cmp.Or(c.Lease, 10*time.Second)
	c.LookAround = cmp.Or(c.LookAround, time.Second)
	c.SendWithin = cmp.Or(c.SendWithin, 10*time.Second)
	c.AnswerWithin = cmp.Or(c.AnswerWithin, time.Minute)
	c.AskWithin = cmp.Or(c.AskWithin, 20*time.Second)
	c.Gateway = cmp.Or(c.Gateway, 35*time.Second)
	c.Visibility = cmp.Or(c.Visibility, 10*time.Second)
	c.ClockSkew = cmp.Or(c.ClockSkew, 2*time.Minute)
	c.Tries = cmp.Or(c.Tries, 40)
	c.Backoff = cmp.Or(c.Backoff, time.Second)
	c.BackoffCap = cmp.Or(c.BackoffCap, time.Minute)
	c.CollectTries = cmp.Or(c.CollectTries, 3)
	c.Missing = cmp.Or(c.Missing, 10*time.Minute)
	c.Overrun = cmp.Or(c.Overrun, 24*time.Hour+30*time.Minute)
	if len(c.Polls) == 0 {
		c.Polls = []Pace{
			{10 * time.Second, 500 * time.Millisecond},
			{time.Minute, 2 * time.Second},
			{5 * time.Minute, 5 * time.Second},
			{15 * time.Minute, 15 * time.Second},
			{time.Hour, 30 * time.Second},
			{0, time.Minute},
		}
	}
	return c
}

func (c Config) validate() error {
	if c.Slots < 1 || c.AccountSlots < 1 || c.Lease < 0 || c.Tries < 1 {
		return errors.New("execution config: Slots, AccountSlots, Lease and Tries must be positive")
	}
	return nil
}

// every is how long to wait until an instance is asked again, jittered by a
// tenth so that instances do not fall into step.
func (c Config) every(age time.Duration) time.Duration {
	pace := c.Polls[len(c.Polls)-1].Every
	for _, p := range c.Polls {
		if age <= p.Age {
			pace = p.Every
			break
		}
	}
	return pace + time.Duration((rand.Float64()-0.5)*0.2*float64(pace))
}

// backoff is the wait before try n (from 1), with full jitter, but never less
// than what Amazon asked for.
func (c Config) backoff(n int, asked time.Duration) time.Duration {
	bound := c.BackoffCap
	if shifted := c.Backoff << min(n, 30); shifted > 0 && shifted < bound {
		bound = shifted
	}
	return max(asked, rand.N(bound)+time.Millisecond)
}
