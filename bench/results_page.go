package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/recomamp/recomamp/internal/result"
)

// page times one page of a view.
func (m *results) page(ctx context.Context, v result.View, offset int64) (time.Duration, error) {
	began := time.Now()
	_, err := m.service.ViewPage(ctx, m.stored, v, result.ViewPageParams{Offset: offset, Limit: pageRows})
	return time.Since(began), err
}

// pages times pages of a view at places.
func (m *results) pages(ctx context.Context, v result.View, n int, place func(i int) int64) ([]time.Duration, error) {
	all := make([]time.Duration, n)
	for i := range all {
		var err error
		if all[i], err = m.page(ctx, v, place(i)); err != nil {
			return nil, fmt.Errorf("read page of %s: %w", v, err)
		}
	}
	return all, nil
}

func (m *results) anywhere(int) int64 { return rand.Int64N(m.stored.RowCount - pageRows) }

func following(i int) int64 { return int64(i+1) * pageRows }

func (m *results) random(ctx context.Context) error {
	all, err := m.pages(ctx, result.View{}, 200, m.anywhere)
	if err != nil {
		return err
	}
	m.quantiles("page_random_10m", all, 100*time.Millisecond)
	return nil
}

// sorted measures first pages in orders nobody asked for before, the pages
// after them, and pages anywhere once the order is built.
func (m *results) sorted(ctx context.Context) error {
	var firsts, nexts []time.Duration
	var last result.View
	for _, column := range []string{"c2", "c3", "c4", "c7", "c8"} {
		last = result.View{Sort: []result.ViewSort{{Column: column, Descending: true}}}
		first, err := m.page(ctx, last, 0)
		if err != nil {
			return fmt.Errorf("sort: %w", err)
		}
		next, err := m.pages(ctx, last, 20, following)
		if err != nil {
			return err
		}
		firsts, nexts = append(firsts, first), append(nexts, next...)
		m.add(figure{name: "page_sorted_first_10m_" + column, value: milliseconds(first), unit: "ms", baseline: "goal", against: 1500})
		if _, err := m.page(ctx, last, m.stored.RowCount/2); err != nil { // waits for the whole order
			return err
		}
	}
	m.quantiles("page_sorted_first_10m", firsts, 1500*time.Millisecond)
	m.quantiles("page_sorted_next_10m", nexts, 100*time.Millisecond)
	all, err := m.pages(ctx, last, 100, m.anywhere)
	if err != nil {
		return err
	}
	m.quantiles("page_sorted_random_10m", all, 100*time.Millisecond)
	return nil
}

func (m *results) filtered(ctx context.Context) error {
	var firsts, nexts []time.Duration
	for i := range 5 {
		from := strconv.Itoa(100_000 * (i + 1))
		v := result.View{Filters: []result.ViewFilter{{Column: "c2", Op: result.OpRange, From: &from}}}
		first, err := m.page(ctx, v, 0)
		if err != nil {
			return fmt.Errorf("filter: %w", err)
		}
		next, err := m.pages(ctx, v, 20, following)
		if err != nil {
			return err
		}
		firsts, nexts = append(firsts, first), append(nexts, next...)
	}
	m.quantiles("page_filtered_10m", firsts, 1500*time.Millisecond)
	m.quantiles("page_filtered_next_10m", nexts, 100*time.Millisecond)
	return nil
}
