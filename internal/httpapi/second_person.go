package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
)

type (
	sentKey    struct{} // the body of a request, as it was sent
	requestKey struct{} // what an approval would be of
	usedKey    struct{}
)

// used is the approval that a request has used up.
type used struct{ id approval.ID }

func withUsed(ctx context.Context) (context.Context, *used) {
	u := &used{}
	return context.WithValue(ctx, usedKey{}, u), u
}

// requestIn is what was sent, in one form however it was spelled.
func requestIn(c huma.Context) approval.Request {
	target := c.URL()
	query, _ := url.ParseQuery(target.RawQuery) // what does not parse is refused before it counts
	path := target.EscapedPath()
	if encoded := query.Encode(); encoded != "" {
		path += "?" + encoded
	}
	sent, _ := c.Context().Value(sentKey{}).([]byte) // absent without a body
	return approval.Request{Method: c.Method(), Target: path, Version: c.Header("If-Match"), Body: inOneForm(sent)}
}

// inOneForm is JSON without needless space and with its names in order. It was
// found to be strict JSON before.
func inOneForm(sent []byte) string {
	if len(bytes.TrimSpace(sent)) == 0 {
		return ""
	}
	var value any
	from := json.NewDecoder(bytes.NewReader(sent))
	from.UseNumber()
	if from.Decode(&value) != nil {
		return string(sent)
	}
	out, err := json.Marshal(value)
	if err != nil {
		return string(sent)
	}
	return string(out)
}

// unlessDone asks a second person by ask, but for a request that was done before and
// is sent again with its key.
func (s *Server) unlessDone(ctx context.Context, a actor.Actor, key idempotency.Key, ask func() error) error {
	done, err := s.deps.Approvals.Done(ctx, a, key)
	if err != nil || done {
		return err
	}
	return ask()
}

// needSecond refuses an act of a kind that takes a second person until somebody
// else has approved exactly what was sent. It is asked once a is known to have the
// right, so that nobody is asked about what would be refused anyway.
func (s *Server) needSecond(ctx context.Context, a actor.Actor, kind approval.Kind, words string) error {
	request, _ := ctx.Value(requestKey{}).(approval.Request) // set for every act
	id, err := s.deps.Approvals.Use(ctx, a, approval.Ask{Kind: kind, Words: words, Request: request})
	if u, ok := ctx.Value(usedKey{}).(*used); ok {
		u.id = id
	}
	return err
}

// giveBack lets an approval be used once more whose act was refused, so that
// nothing was done. After any other error nobody can be sure: it stays used.
func (s *Server) giveBack(ctx context.Context, u *used, why error) {
	if u.id == "" {
		return
	}
	switch fault.KindOf(why) {
	case fault.Invalid, fault.Forbidden, fault.NotFound, fault.Conflict, fault.Throttled:
		if err := s.deps.Approvals.GiveBack(context.WithoutCancel(ctx), u.id); err != nil {
			s.deps.Logger.ErrorContext(ctx, "an approval was not given back", slog.String("approvalId", string(u.id)), slog.Any("error", err))
		}
	case fault.Unauthorized, fault.Unavailable, fault.Internal:
	}
}
