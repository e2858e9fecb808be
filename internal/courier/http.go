package courier

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// post sends JSON and judges the answer.
func (c *Courier) post(ctx context.Context, m Message, url string, payload any) error {
	body, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("encode message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return &Failure{Code: "address", Words: "The address cannot be called.", Permanent: true}
	}
	request.Header.Set("Content-Type", "application/json")
	return c.do(request, m)
}

// do sends a request about a message and judges the answer, whose body is read
// to its end so that the connection can be used again, and thrown away.
func (c *Courier) do(request *http.Request, m Message) error {
	request.Header.Set("Idempotency-Key", m.ID)
	request.Header.Set("User-Agent", "RecomAMP")
	answer, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10))
	return checkAnswer(answer)
}

// cut shortens text to so many runes.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
