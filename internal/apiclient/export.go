package apiclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/framed"
)

// ExportChoice says how a result is written down.
type ExportChoice struct {
	Format string
	// AsStored leaves texts in a CSV that a spreadsheet would run as formulas.
	AsStored bool
	// View is a view of the result as JSON. Empty is every row as stored.
	View string
}

// Export is the file of a result as it comes. Its end, io.EOF, means that
// length and checksum were those that the server told.
type Export struct {
	*framed.Reader
	body   io.Closer
	client *Client
}

// Export opens the rows of a succeeded execution as a file. progress is told
// how many rows came; it may be nil.
func (c *Client) Export(ctx context.Context, id actor.ExecutionID, choice ExportChoice, progress func(rows int64)) (*Export, error) {
	words := url.Values{"format": {choice.Format}, "framed": {"true"}}
	if choice.AsStored {
		words.Set("raw", "true")
	}
	if choice.View != "" {
		words.Set("view", choice.View)
	}
	body, err := c.open(ctx, http.MethodGet, executionPath(id)+"/export?"+words.Encode(), nil, nil)
	if err != nil {
		return nil, err
	}
	return &Export{body: body, client: c, Reader: framed.NewReader(body, func(p framed.Progress) {
		if progress != nil {
			progress(p.Rows)
		}
	})}, nil
}

// Read turns a broken stream into a LostError.
func (e *Export) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if err == nil || err == io.EOF || errors.Is(err, framed.ErrChecksum) { //nolint:errorlint // io.EOF is never wrapped by a Reader
		return n, err
	}
	if told, ok := errors.AsType[*framed.Failure](err); ok {
		return n, told
	}
	return n, e.client.lost(err)
}

// Close ends it, whole or not.
func (e *Export) Close() error { return e.body.Close() }
