package lwa

import (
	"context"
	"sync"
)

// Store keeps the token of one connection.
type Store interface {
	// Load returns the stored token, ErrNoToken when there is none.
	Load(ctx context.Context) (Token, error)
	// Save replaces the stored token.
	Save(ctx context.Context, token Token) error
}

// Guard is a Store that can keep other processes from refreshing at the same
// time.
type Guard interface {
	Store
	// Exclusively runs act while no other process runs one for the same
	// connection. The store handed to act is this one within the lock, such as
	// one bound to the transaction that holds a row lock. What act saved is
	// durable once Exclusively returns nil.
	Exclusively(ctx context.Context, act func(ctx context.Context, locked Store) error) error
}

// MemoryStore is a Store for tests and tools. The zero MemoryStore is empty.
type MemoryStore struct {
	mu    sync.Mutex
	token Token
}

// NewMemoryStore returns a store that holds token.
func NewMemoryStore(token Token) *MemoryStore { return &MemoryStore{token: token} }

// Load returns the token.
func (s *MemoryStore) Load(context.Context) (Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token.Refresh == "" && s.token.Access == "" {
		return Token{}, ErrNoToken
	}
	return s.token, nil
}

// Save replaces the token.
func (s *MemoryStore) Save(_ context.Context, token Token) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = token
	return nil
}

// String hides the token.
func (s *MemoryStore) String() string { return "memory store" }

// GoString hides the token.
func (s *MemoryStore) GoString() string { return s.String() }
