package httpapi

import (
	"encoding/base64"
	"encoding/json"

	"github.com/recomamp/recomamp/internal/fault"
)

// errCursor answers a cursor that none of our pages gave out.
var errCursor = fault.New(fault.Invalid, "request.cursor_invalid", "This is not a cursor of this list.").
	WithNext("Start again without a cursor.").WithField("query.cursor", "is not one that this list gave out")

// cursorOf reads the key of the last item of the page before, nil on the first page.
func cursorOf[K any](text string) (*K, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no cursor is what the first page has
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return nil, errCursor
	}
	key := new(K)
	if err := json.Unmarshal(raw, key); err != nil {
		return nil, errCursor
	}
	return key, nil
}

// pageOf makes a page of at most limit items. found holds one more when there
// is a further page.
func pageOf[T, O, K any](found []T, limit int, out func(T) O, key func(T) K) Page[O] {
	page := Page[O]{Items: make([]O, 0, min(len(found), limit))}
	for i, item := range found {
		if i == limit {
			page.NextCursor = cursorTo(key(found[limit-1]))
			break
		}
		page.Items = append(page.Items, out(item))
	}
	return page
}

func cursorTo(key any) string {
	raw, err := json.Marshal(key)
	if err != nil {
		panic(err) // keys are ids and instants
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}
