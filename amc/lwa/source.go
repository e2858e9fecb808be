package lwa

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	// earlyRefresh is how long before its end an access token is replaced, so
	// that no call sets out with one that dies on the way.
	earlyRefresh = 5 * time.Minute
	// refreshPause spaces early refreshes that fail while the token still works.
	refreshPause = 30 * time.Second
	// refreshTimeout bounds a refresh, locks and storage included. It does not
	// depend on the callers, any of whom may leave.
	refreshTimeout = 2 * time.Minute
)

// TokenSource hands out access tokens of one connection. It serves as the
// token source of package amc. Keep one per connection; it is safe for
// concurrent use.
type TokenSource struct {
	client *Client
	store  Store
	flight singleflight.Group
	// turn holds a value while a refresh is in flight. It is a channel so that
	// waiting for it can end with a deadline.
	turn chan struct{}

	mu    sync.Mutex
	token Token
	// unsaved: token is newer than what the store holds.
	unsaved bool
	// quietUntil keeps early refreshes away after one failed.
	quietUntil time.Time
	// dead is the refresh token that Amazon called invalid, and verdict its words.
	dead    string
	verdict error
}

// NewTokenSource returns a source over store. It makes no call.
func NewTokenSource(client *Client, store Store) *TokenSource {
	return &TokenSource{client: client, store: store, turn: make(chan struct{}, 1)}
}

// String hides the token.
func (s *TokenSource) String() string { return "token source of " + s.client.String() }

// GoString hides the token.
func (s *TokenSource) GoString() string { return s.String() }

// Token returns an access token good for some minutes, refreshing it first if
// it must. Errors are those of the store, ErrNoToken, and Error.
func (s *TokenSource) Token(ctx context.Context) (string, error) {
	return s.get(ctx, "")
}

// Renew replaces an access token that the API refused. When it was replaced
// already, by anyone, the newer one is returned without asking Amazon.
func (s *TokenSource) Renew(ctx context.Context, refused string) (string, error) {
	return s.get(ctx, refused)
}

// get returns an access token other than refused. Those who ask at the same
// time share one refresh, which goes on when a caller leaves: the others, and
// the store, want its result.
func (s *TokenSource) get(ctx context.Context, refused string) (string, error) {
	if access, ok := s.remembered(refused); ok {
		return access, nil
	}
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	result := s.flight.DoChan(refused, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshTimeout)
		defer cancel()
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		if access, ok := s.remembered(refused); ok {
			return access, nil
		}
		return s.obtain(ctx, refused)
	})
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case got := <-result:
		if got.Err != nil {
			return "", got.Err
		}
		access, _ := got.Val.(string)
		return access, nil
	}
}

// remembered returns the access token in memory if it will do.
func (s *TokenSource) remembered(refused string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unsaved || s.token.Access == refused {
		return "", false
	}
	now := s.client.now()
	margin := earlyRefresh
	if refused == "" && now.Before(s.quietUntil) {
		margin = 0
	}
	return s.token.Access, s.token.freshAt(now, margin)
}
