package lwa

import (
	"context"
	"errors"
	"fmt"
)

// obtain finds a token in the store or at Amazon, within the store's lock
// against other processes if it has one. The caller holds s.turn.
func (s *TokenSource) obtain(ctx context.Context, refused string) (string, error) {
	if stored, ok, err := s.glance(ctx, refused); ok || err != nil {
		return stored, err
	}
	var token Token
	act := func(ctx context.Context, store Store) error {
		var err error
		token, err = s.obtainFrom(ctx, store, refused)
		return err
	}
	var err error
	if guard, ok := s.store.(Guard); ok {
		err = guard.Exclusively(ctx, act)
	} else {
		err = act(ctx, s.store)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		return "", err
	}
	s.token, s.unsaved = token, false
	return token.Access, nil
}

// glance reads the store without its lock, which is needed only to replace a
// token: whoever begins, and ends in the middle of it, must not keep the others
// from a token that is there.
func (s *TokenSource) glance(ctx context.Context, refused string) (access string, ok bool, err error) {
	stored, err := s.store.Load(ctx)
	if errors.Is(err, ErrNoToken) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("load token: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unsaved || stored.Access == refused || !stored.freshAt(s.client.now(), earlyRefresh) {
		return "", false, nil
	}
	s.token = stored
	return stored.Access, true, nil
}

// obtainFrom returns a token that store holds when it returns.
func (s *TokenSource) obtainFrom(ctx context.Context, store Store, refused string) (Token, error) {
	stored, err := store.Load(ctx)
	if err != nil {
		return Token{}, fmt.Errorf("load token: %w", err)
	}
	// A token that could not be saved last time is lost to everyone else until
	// it is, and with it a refresh token that Amazon may have replaced.
	if kept, ok := s.takeUnsaved(stored); ok {
		if err := store.Save(ctx, kept); err != nil {
			return Token{}, fmt.Errorf("save token: %w", err)
		}
		stored = kept
	}
	now := s.client.now()
	if stored.Access != refused && stored.freshAt(now, earlyRefresh) {
		return stored, nil
	}
	if err := s.verdictOn(stored.Refresh); err != nil {
		return Token{}, err
	}

	fresh, err := s.client.Refresh(ctx, stored.Refresh)
	if err != nil {
		if refusal, ok := errors.AsType[*Error](err); ok && refusal.NeedsReconnect() {
			s.condemn(stored.Refresh, err)
			return Token{}, err
		}
		if refused == "" && stored.freshAt(now, 0) {
			s.pause()
			return stored, nil
		}
		return Token{}, err
	}
	s.keepUnsaved(fresh)
	if err := store.Save(ctx, fresh); err != nil {
		return Token{}, fmt.Errorf("save token: %w", err)
	}
	return fresh, nil
}

// takeUnsaved returns the token still to be saved, unless stored is newer:
// another process refreshed, or the person consented again.
func (s *TokenSource) takeUnsaved(stored Token) (Token, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token, s.unsaved && s.token.Expiry.After(stored.Expiry)
}

func (s *TokenSource) keepUnsaved(token Token) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token, s.unsaved = token, true
}

// condemn remembers that a refresh token is worth nothing, so that Amazon is
// not asked about it over and over.
func (s *TokenSource) condemn(refresh string, verdict error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dead, s.verdict = refresh, verdict
}

func (s *TokenSource) verdictOn(refresh string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refresh == "" || refresh != s.dead {
		return nil
	}
	return s.verdict
}

func (s *TokenSource) pause() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quietUntil = s.client.now().Add(refreshPause)
}
