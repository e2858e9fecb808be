package execution

import (
	"math/rand/v2"
	"time"
)

// Pace says how often an instance is asked about its open runs. One list call
// answers for all of them, so that the run that most needs an answer decides.
//
// A run whose query has run before is asked about rarely until its usual end
// draws near and quickly around it; one of which nothing is known, in steps
// that grow with its age. What just began is asked about quickly either way: most
// runs that fail do so within seconds.
type Pace struct {
	// Least and Most bound the time between two lists. Defaults 500 ms and 30 s.
	Least, Most time.Duration
	// Near is the least one around the usual end of a run: a thirtieth of how
	// long it usually takes, and at most this. Default 3 s.
	Near time.Duration
}

const (
	// young is the age up to which a run is asked about as if nothing were known.
	young = 10 * time.Second
	// ageSteps is how many lists fall into each doubling of the age of a run of
	// which nothing is known, times the natural logarithm of 2.
	ageSteps = 15
	// nearSteps is the same for the time that is left, or that it is over.
	nearSteps = 4
)

// every is the time until a run is to be asked about again, by its age and by
// how long runs like it usually take; 0 where that is not known.
func (p Pace) every(age, usual time.Duration) time.Duration {
	byAge := p.clamp(age/ageSteps, p.Least)
	if usual <= 0 {
		return byAge
	}
	near := p.clamp((usual-age).Abs()/nearSteps, min(max(usual/30, p.Least), p.Near))
	if age < young {
		return min(near, p.clamp(age/nearSteps, max(p.Least, time.Second)))
	}
	return near
}

func (p Pace) clamp(d, least time.Duration) time.Duration { return min(max(d, least), p.Most) }

// jitter keeps instances from falling into step: a tenth more or less.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration((rand.Float64()-0.5)*0.2*float64(d))
}

// nextList is when the open runs of an instance are to be listed again.
func (s *Service) nextList(open []Execution, now time.Time) time.Duration {
	next := s.config.Pace.Most
	for _, e := range open {
		var usual time.Duration
		if e.UsualMS != nil {
			usual = time.Duration(*e.UsualMS) * time.Millisecond
		}
		next = min(next, s.config.Pace.every(now.Sub(orElse(e.SubmittedAt, now)), usual))
	}
	return jitter(next)
}
