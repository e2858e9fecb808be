package connection

import (
	"context"
	"fmt"
	"iter"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
)

// Tried is how far the try of a connection came.
type Tried struct {
	Renewed bool // a fresh token was given
	Reaches bool // the API told of an AMC account
}

// Try has Amazon give a fresh token for a connection, and makes one call with it.
// What refuses it is noted as of any other call. Errors: ErrNotFound, ErrReconnect
// and those that Amazon's answers come to.
func (s *Service) Try(ctx context.Context, a actor.Actor, id actor.ConnectionID) (tried Tried, err error) {
	row, err := s.find(ctx, a, id)
	if err != nil {
		return tried, err
	}
	if a.Kind == actor.KindPerson {
		if err := access.NeedOrganisation(a, actor.Organise); err != nil {
			return tried, err
		}
	}
	if row.State == Pending || row.State == NeedsReconnect {
		return tried, ErrReconnect
	}
	client, tokens, err := s.client(row)
	if err != nil {
		return tried, err
	}
	token, err := tokens.Token(ctx)
	if err != nil {
		return tried, err
	}
	if _, err := tokens.Renew(ctx, token); err != nil {
		return tried, err
	}
	tried.Renewed = true
	accounts, stop := iter.Pull2(client.ListAccounts(ctx))
	defer stop()
	_, err, tried.Reaches = accounts()
	if err != nil {
		return Tried{Renewed: true}, asFault(fmt.Errorf("list accounts: %w", err))
	}
	return tried, nil
}
