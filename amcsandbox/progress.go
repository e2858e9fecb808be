package amcsandbox

import "sync"

// Progress is how far the synthetic data are.
type Progress struct {
	// Ready is true once executions can run.
	Ready bool
	// Done of Total steps are made; both are 0 before the first is known.
	Done, Total int
	// Err is why the last try failed; it is tried again.
	Err error
}

type progress struct {
	mu    sync.Mutex
	state Progress
	ready chan struct{}
}

// Progress tells how far the synthetic data are.
func (s *Sandbox) Progress() Progress {
	s.progress.mu.Lock()
	defer s.progress.mu.Unlock()
	return s.progress.state
}

// Ready is closed once executions can run.
func (s *Sandbox) Ready() <-chan struct{} { return s.progress.ready }

func (p *progress) step(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.Done, p.state.Total = done, total
}

func (p *progress) failed(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.Err = err
}

func (p *progress) finish() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.state.Ready {
		p.state = Progress{Ready: true, Done: p.state.Total, Total: p.state.Total}
		close(p.ready)
	}
}
