package amcsandbox

import (
	"encoding/base64"
	"strconv"
)

const maxPage = 100

// page is which part of a list was asked for.
type page struct {
	limit int
	// after is the key of the last item of the page before, or empty.
	after string
}

// page reads limit and nextToken; empty ones count as absent.
func (c *call) page() (page, error) {
	query := c.r.URL.Query()
	p := page{limit: maxPage}
	if text := query.Get("limit"); text != "" {
		limit, err := strconv.Atoi(text)
		if err != nil || limit < 1 {
			return p, badRequest("limit must be a number from 1 to %d", maxPage)
		}
		p.limit = min(limit, maxPage)
	}
	var err error
	p.after, err = keyOf(query.Get("nextToken"))
	return p, err
}

// keyOf is the key that nextToken was made of; empty for no token.
func keyOf(token string) (string, error) {
	if token == "" {
		return "", nil
	}
	after, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(after) < 2 || after[0] != 'k' {
		return "", badRequest("nextToken is invalid")
	}
	return string(after[1:]), nil
}

// nextToken leads to what comes after the item of that key.
func nextToken(key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte("k" + key))
}

// cut gives one page of all items and the token of the next, nil at the end.
func cut[T any](p page, items []T, key func(T) string) ([]T, any) {
	start := 0
	if p.after != "" {
		start = len(items)
		for i, item := range items {
			if key(item) == p.after {
				start = i + 1
				break
			}
		}
	}
	items = items[start:]
	if len(items) <= p.limit {
		return items, nil
	}
	items = items[:p.limit]
	return items, nextToken(key(items[p.limit-1]))
}
