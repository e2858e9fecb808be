package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/result"
)

// openings measures the first page of a result that is in blob storage only,
// beside one of 1,000 rows, how long it is until its last page can be read, and
// what a page takes then.
func (m *results) openings(ctx context.Context, start func() (*result.Service, error)) error {
	small := filepath.Join(m.dir, "small.csv")
	if err := writeResultFile(small, 1000); err != nil {
		return err
	}
	thousand, err := m.service.Ingest(ctx, result.IngestParams{
		ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: actor.NewID[actor.InstanceID](),
		Columns: resultDeclared(), Parts: []result.Part{filePart{small}},
	})
	if err != nil {
		return err
	}
	took := map[*result.Result][]time.Duration{}
	var whole, again []time.Duration
	for range 7 {
		for _, r := range []*result.Result{thousand, m.stored} {
			fresh, err := start()
			if err != nil {
				return err
			}
			began := time.Now()
			_, err = fresh.ViewPage(ctx, r, result.View{}, result.ViewPageParams{Limit: pageRows})
			took[r] = append(took[r], time.Since(began))
			if err == nil && r == m.stored {
				_, err = fresh.ViewPage(ctx, r, result.View{}, result.ViewPageParams{Offset: r.RowCount - pageRows, Limit: pageRows})
				whole = append(whole, time.Since(began))
			}
			if err == nil && r == m.stored {
				began = time.Now()
				_, err = fresh.ViewPage(ctx, r, result.View{}, result.ViewPageParams{Limit: pageRows})
				again = append(again, time.Since(began))
			}
			if err := errors.Join(err, fresh.Close()); err != nil {
				return fmt.Errorf("open: %w", err)
			}
		}
	}
	m.quantiles("open_10m", took[m.stored], time.Second)
	m.quantiles("open_whole_10m", whole, 5*time.Second)
	m.quantiles("open_unsealed_10m", again, 300*time.Millisecond)
	m.quantiles("open_1k", took[thousand], 0)
	growth := milliseconds(took[m.stored][3]) / milliseconds(took[thousand][3])
	m.add(figure{name: "open_growth_1k_to_10m", value: growth, unit: "times"})
	return nil
}
