package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/recomamp/recomamp/internal/actor"
)

// verify reads the rows of every succeeded execution through the API. Those
// that asked for the same must have the same rows, and as many as they say.
func (w *world) verify(ctx context.Context, h *history) error {
	var mu sync.Mutex
	same := map[string][sha256.Size]byte{}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for i := range h.Executions {
		e := &h.Executions[i]
		if e.State != "succeeded" {
			continue
		}
		group.Go(func() error {
			subject, sum, err := w.rows(ctx, actor.ExecutionID(e.ID))
			if err != nil {
				w.Log("execution %s: %v", e.ID, err)
				return ctx.Err()
			}
			mu.Lock()
			defer mu.Unlock()
			if first, known := same[subject]; known && first != sum {
				w.Log("execution %s: its rows differ from those of another with the same question", e.ID)
				return nil
			}
			same[subject], e.Verified = sum, true
			return nil
		})
	}
	return group.Wait()
}

// rows gives what an execution asked for and a digest of its rows in any order.
func (w *world) rows(ctx context.Context, id actor.ExecutionID) (subject string, sum [sha256.Size]byte, err error) {
	e, err := w.clients[0].Execution(ctx, id)
	if err != nil {
		return "", sum, err
	}
	exported, err := w.clients[0].Export(ctx, id, "csv")
	if err != nil {
		return "", sum, err
	}
	defer exported.Close()
	content, err := io.ReadAll(exported)
	if err != nil {
		return "", sum, err
	}
	lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
	if e.RowCount == nil || int64(len(lines)-1) != *e.RowCount {
		return "", sum, fmt.Errorf("there are %d rows, not as many as it says", len(lines)-1)
	}
	slices.SortFunc(lines, bytes.Compare)
	subject = fmt.Sprint(e.Instance.AmazonID, e.Window.Start, e.Window.End, e.SQL)
	return subject, sha256.Sum256(bytes.Join(lines, []byte("\n"))), nil
}
