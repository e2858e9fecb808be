package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/httpapi"
)

const (
	// outsideWait is how long a sandbox elsewhere may take to say how it is.
	outsideWait = 2 * time.Second
	// outsideLife is how long what it said is believed.
	outsideLife = 5 * time.Second
)

// sandboxStatus says how far the data of the sandbox inside are.
func (a *App) sandboxStatus(context.Context) httpapi.SandboxStatus {
	p := a.sandbox.Progress()
	return httpapi.SandboxStatus{Enabled: true, Reachable: true, Ready: p.Ready, Done: p.Done, Total: p.Total}
}

// outsideSandbox asks a sandbox elsewhere how it is. One question serves
// everybody for a moment, and one that hangs does not hang a page.
type outsideSandbox struct {
	url    string
	client *http.Client
	clock  clock.Clock

	mu    sync.Mutex
	asked time.Time
	last  httpapi.SandboxStatus
}

func newOutsideSandbox(url string, c clock.Clock) *outsideSandbox {
	return &outsideSandbox{url: url, client: &http.Client{Timeout: outsideWait}, clock: c}
}

func (o *outsideSandbox) status(ctx context.Context) httpapi.SandboxStatus {
	o.mu.Lock()
	defer o.mu.Unlock()
	if now := o.clock.Now(); o.asked.IsZero() || now.Sub(o.asked) >= outsideLife {
		o.last = httpapi.SandboxStatus{Enabled: true, Elsewhere: true}
		// The answer is for everybody, so it outlives who asked first.
		if said, err := o.ask(context.WithoutCancel(ctx)); err == nil {
			o.last.Reachable = true
			o.last.Ready, o.last.Done, o.last.Total = said.Ready, said.Done, said.Total
		}
		o.asked = o.clock.Now()
	}
	return o.last
}

func (o *outsideSandbox) ask(ctx context.Context) (amcsandbox.Status, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.url+"/status", nil)
	if err != nil {
		return amcsandbox.Status{}, fmt.Errorf("ask sandbox for its status: %w", err)
	}
	response, err := o.client.Do(request)
	if err != nil {
		return amcsandbox.Status{}, fmt.Errorf("ask sandbox for its status: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return amcsandbox.Status{}, fmt.Errorf("ask sandbox for its status: HTTP %d", response.StatusCode)
	}
	var said amcsandbox.Status
	if err := json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&said); err != nil {
		return amcsandbox.Status{}, fmt.Errorf("read status of sandbox: %w", err)
	}
	return said, nil
}
