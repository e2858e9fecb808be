package httpapi

import "time"

// Page is one page of a list.
type Page[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Send it as cursor to get the next page; absent on the last one."`
}

// List is a list that always comes whole.
type List[T any] struct {
	Items []T `json:"items"`
}

// listOf makes a whole list of an answer.
func listOf[T, O any](found []T, out func(T) O) *body[List[O]] {
	list := List[O]{Items: make([]O, len(found))}
	for i, item := range found {
		list.Items[i] = out(item)
	}
	return &body[List[O]]{list}
}

// timeOrNone leaves an instant out that has not come.
func timeOrNone(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// body wraps an answer the way huma wants it.
type body[T any] struct {
	Body T
}

// versioned is body with the version that edits must be made on.
type versioned[T any] struct {
	ETag string `header:"ETag" doc:"Send it back as If-Match when you change the object."`
	Body T
}

// none is the input or output of an operation that has none.
type none struct{}

// Paging is how lists are paged through.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"512" doc:"nextCursor of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// OnceOnly carries the key that makes a repeated request happen once.
type OnceOnly struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of your own, a new one per intent. Sending the request again with it starts nothing new."`
}

// OnVersion carries the version an edit was made on.
type OnVersion struct {
	IfMatch string `header:"If-Match" required:"true" doc:"The ETag of the object as you read it."`
}
