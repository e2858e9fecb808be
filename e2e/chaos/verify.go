package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amc/lwa"
	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/synthetic"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
)

// verify reads the rows of every succeeded execution through the platform's API
// and compares them with what the sandbox says that its own run brought.
func (w *world) verify(ctx context.Context, h *history) error {
	begun := time.Now()
	amazon, err := w.reachSandbox(ctx)
	if err != nil {
		return err
	}
	marks, runs := map[string]string{}, map[string]run{} // by execution, by mark
	for _, a := range h.Attempts {
		if a.Outcome == accepted {
			marks[a.ID] = a.ExecutionID
		}
	}
	for _, one := range h.Runs {
		if id, ours := marks[one.Mark]; ours && one.succeeded() {
			runs[id] = one
		}
	}
	var bytesRead atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i := range h.Executions {
		e := &h.Executions[i]
		if e.State != succeeded {
			continue
		}
		group.Go(func() error {
			n, err := w.compare(ctx, amazon, *e, runs[e.ID])
			bytesRead.Add(n)
			if err != nil {
				w.Log("execution %s: %v", e.ID, err)
				return ctx.Err()
			}
			e.Verified = true
			return nil
		})
	}
	err = group.Wait()
	w.Log("the rows of all were compared in %s, %d kB", time.Since(begun).Round(time.Second), bytesRead.Load()>>10)
	return err
}

// compare tells whether an execution has the rows of its run, and how much was read.
func (w *world) compare(ctx context.Context, amazon *amc.Client, e execution, own run) (int64, error) {
	if own.ID == "" {
		return 0, fmt.Errorf("the sandbox has no run of it that succeeded")
	}
	exported, err := w.clients[0].Export(ctx, actor.ExecutionID(e.ID), apiclient.ExportChoice{Format: "csv"}, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = exported.Close() }() // read only: closing tells nothing new
	stored := &counted{Reader: exported}
	ours, err := digest(stored)
	if err != nil {
		return stored.n, fmt.Errorf("read its rows: %w", err)
	}
	theirs, err := resultOf(ctx, amazon, own)
	switch {
	case err != nil:
		return stored.n, fmt.Errorf("read the rows of run %s: %w", own.ID, err)
	case ours != theirs:
		return stored.n, fmt.Errorf("its rows are not those of run %s", own.ID)
	}
	return stored.n, nil
}

type counted struct {
	io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// reachSandbox makes a way to the sandbox past the platform, by a consent of its own.
func (w *world) reachSandbox(ctx context.Context) (*amc.Client, error) {
	var consent struct {
		RefreshToken string `json:"refreshToken"`
	}
	if err := w.admin(ctx, http.MethodPost, "/admin/connect", nil, &consent); err != nil {
		return nil, err
	}
	auth, err := lwa.New(lwa.Config{
		AuthorizeURL: w.sandbox.URL() + "/ap/oa", TokenURL: w.sandbox.URL() + "/auth/o2/token", RedirectURL: w.sandbox.URL() + "/oauth/callback",
		ClientID: amcsandbox.DefaultClientID, ClientSecret: amcsandbox.DefaultClientSecret,
	})
	if err != nil {
		return nil, err
	}
	return amc.New(amc.Config{
		BaseURL: w.sandbox.URL(), ClientID: amcsandbox.DefaultClientID,
		TokenSource: lwa.NewTokenSource(auth, lwa.NewMemoryStore(lwa.Token{Refresh: consent.RefreshToken})),
	})
}

// resultOf is the digest of what the sandbox gives as the result of a run.
func resultOf(ctx context.Context, amazon *amc.Client, own run) (sum [sha256.Size]byte, err error) {
	instances := synthetic.DefaultInstances()
	i := slices.IndexFunc(instances, func(one synthetic.Instance) bool { return one.ID == own.Instance })
	if i < 0 {
		return sum, fmt.Errorf("instance %s is not one of the sandbox", own.Instance)
	}
	account := instances[i].Account
	links, err := amazon.Account(account.ID, account.MarketplaceID).Instance(own.Instance).GetDownloadURLs(ctx, own.ID)
	if err != nil {
		return sum, err
	}
	var whole bytes.Buffer
	for part, link := range links.Results {
		file, err := amazon.Download(ctx, link)
		if err != nil {
			return sum, err
		}
		content, err := io.ReadAll(file)
		if err = cmp.Or(err, file.Close()); err != nil {
			return sum, err
		}
		if part > 0 { // each has its own header
			_, content, _ = bytes.Cut(content, []byte("\n"))
		}
		whole.Write(content)
	}
	return digest(&whole)
}

// digest sums up a CSV file, whatever the order of its rows and the quotes of its values.
func digest(file io.Reader) (sum [sha256.Size]byte, err error) {
	records, err := csv.NewReader(file).ReadAll()
	if err != nil || len(records) == 0 {
		return sum, cmp.Or(err, io.ErrUnexpectedEOF)
	}
	lines := make([]string, len(records))
	for i, record := range records {
		lines[i] = strings.Join(record, "\x1f")
	}
	slices.Sort(lines[1:])
	return sha256.Sum256([]byte(strings.Join(lines, "\x1e"))), nil
}
