package execution

import (
	"cmp"
	"errors"
	"time"
)

// Config sets limits and patience. The zero value is good.
type Config struct {
	// Slots and AccountSlots are the most open runs at Amazon per instance and
	// per account. Defaults 10 and 200.
	Slots, AccountSlots int
	// Timeout is what a run may take at Amazon when nobody says. Default 6 h.
	Timeout time.Duration

	// Workers bring executions on at once in this process, which takes on no more.
	// Default 512.
	Workers int

	// Lease is how long a silent holder keeps a piece of work. Default 10 s.
	Lease time.Duration
	// Alive is how long a process that works may give no sign of life: after it
	// all its work is taken over, for it has died or is frozen. Default 4 s, and
	// no longer than Lease.
	Alive time.Duration
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
	// ClockSkew is how far Amazon's clock may be from ours. Default 1 min.
	ClockSkew time.Duration

	// Policies say how each class of trouble is borne. Default DefaultPolicies.
	Policies Policies
	// RetryBurst and RetryEvery bound the retries of one instance, whichever its
	// executions: so many at once, then one each. Defaults 60 and 1 s.
	RetryBurst int
	RetryEvery time.Duration
	// Missing is how long Amazon may not name a run before it is given up. Default 10 min.
	Missing time.Duration
	// Overrun is how long beyond its own time limit a run may stay open. Default 24 h 30 min.
	Overrun time.Duration

	// Pace says how often an instance is asked about its open runs.
	Pace Pace
}

func (c Config) withDefaults() Config {
	c.Slots = cmp.Or(c.Slots, 10)
	c.AccountSlots = cmp.Or(c.AccountSlots, 200)
	c.Timeout = cmp.Or(c.Timeout, 6*time.Hour)
	c.Workers = cmp.Or(c.Workers, steppers)
	c.Lease = cmp.Or(c.Lease, 10*time.Second)
	c.Alive = min(cmp.Or(c.Alive, 4*time.Second), c.Lease)
	c.LookAround = cmp.Or(c.LookAround, time.Second)
	c.SendWithin = cmp.Or(c.SendWithin, 10*time.Second)
	c.AnswerWithin = cmp.Or(c.AnswerWithin, time.Minute)
	c.AskWithin = cmp.Or(c.AskWithin, 45*time.Second)
	c.Gateway = cmp.Or(c.Gateway, 35*time.Second)
	c.Visibility = cmp.Or(c.Visibility, 10*time.Second)
	c.ClockSkew = cmp.Or(c.ClockSkew, time.Minute)
	if c.Policies == nil {
		c.Policies = DefaultPolicies()
	}
	c.RetryBurst = cmp.Or(c.RetryBurst, 60)
	c.RetryEvery = cmp.Or(c.RetryEvery, time.Second)
	c.Missing = cmp.Or(c.Missing, 10*time.Minute)
	c.Overrun = cmp.Or(c.Overrun, 24*time.Hour+30*time.Minute)
	c.Pace.Least = cmp.Or(c.Pace.Least, 500*time.Millisecond)
	c.Pace.Most = max(cmp.Or(c.Pace.Most, 30*time.Second), c.Pace.Least)
	c.Pace.Near = cmp.Or(c.Pace.Near, 3*time.Second)
	return c
}

func (c Config) validate() error {
	if c.Slots < 1 || c.AccountSlots < 1 || c.Lease < 0 {
		return errors.New("execution config: Slots, AccountSlots and Lease must be positive")
	}
	return nil
}
