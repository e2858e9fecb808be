package amc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/url"
)

// pageSize is the greatest number of entries Amazon gives at once.
const pageSize = "100"

// ErrPageLoop means that a list named a page it had already given. What was read so far
// is good, but there is no telling whether it is all.
var ErrPageLoop = errors.New("list repeats itself")

// list walks all pages of a list call. key is the name of the list in an
// answer. The sequence ends after the first error. Pages are no snapshot:
// entries may move between them while they are read.
func list[T any](ctx context.Context, client *Client, first call, key string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		seen := map[string]bool{"": true}
		next := first
		for {
			page := page[T]{key: key}
			if _, err := client.send(ctx, next, &page); err != nil {
				yield(none, err)
				return
			}
			for _, entry := range page.entries {
				if !yield(entry, nil) {
					return
				}
			}
			if page.nextToken == "" {
				return
			}
			if seen[page.nextToken] {
				yield(none, fmt.Errorf("%s %s: %w", first.method, first.path, ErrPageLoop))
				return
			}
			seen[page.nextToken] = true
			next.query = withToken(first.query, page.nextToken)
		}
	}
}

func withToken(query url.Values, token string) url.Values {
	query = maps.Clone(query)
	if query == nil {
		query = url.Values{}
	}
	query.Set("nextToken", token)
	return query
}

// failed is the sequence of a list that could not be asked for.
func failed[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}

// page is one answer of a list call.
type page[T any] struct {
	key       string
	entries   []T
	nextToken string
}

func (p *page[T]) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	p.nextToken = plain(fields["nextToken"])
	entries := bytes.TrimSpace(fields[p.key])
	if len(entries) == 0 {
		return nil
	}
	return decode(entries, &p.entries)
}
