package access

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
)

// touchPrecision is how stale a session's idle time-out may be; without it
// every request would write to the database.
const touchPrecision = time.Minute

type sessionRow struct {
	bun.BaseModel `bun:"table:session,alias:session"`

	TokenHash string          `bun:"token_hash,pk"`
	SessionID actor.SessionID `bun:"session_id"`
	PersonID  actor.PersonID  `bun:"person_id"`
	Data      []byte          `bun:"data"`
	ExpiresAt time.Time       `bun:"expires_at"`
	EndedAt   time.Time       `bun:"ended_at,nullzero"`
	CreatedAt time.Time       `bun:"created_at,nullzero"`
	UsedAt    time.Time       `bun:"used_at,nullzero"`
	Origin    string          `bun:"origin"`
	Agent     string          `bun:"agent"`
	ProvenAt  time.Time       `bun:"proven_at,nullzero"` // kept by Prove alone: requests save sessions as they read them

	Method      Method `bun:"method"`
	BothFactors bool   `bun:"both_factors"`
}

// sessionStore keeps the sessions of package scs in the table session. It
// gets tokens that are hashed already.
type sessionStore struct {
	db    *database.DB
	clock clock.Clock
}

// FindCtx implements scs.CtxStore.
func (s *sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	row, err := s.find(ctx, token)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (!row.EndedAt.IsZero() || !row.ExpiresAt.After(s.clock.Now())) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("find session: %w", err)
	}
	return row.Data, true, nil
}

// CommitCtx implements scs.CtxStore. It leaves an ended session ended.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	row, err := s.find(ctx, token)
	begins := errors.Is(err, sql.ErrNoRows)
	touched := err == nil && string(row.Data) == string(data)
	if touched && expiry.Sub(row.ExpiresAt) < touchPrecision {
		return nil
	}
	var content sessionContent
	if err := json.Unmarshal(data, &content); err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	now := s.clock.Now()
	fresh := &sessionRow{
		TokenHash: token, SessionID: actor.SessionID(content.Values[sessionKey]), PersonID: actor.PersonID(content.Values[personKey]),
		Data: data, ExpiresAt: expiry.UTC().Truncate(clock.Precision),
		CreatedAt: now, UsedAt: now, Origin: content.Values[originKey], Agent: content.Values[agentKey],
		ProvenAt: provenAt(content.Values, now), // an update leaves it
		Method:   cmp.Or(Method(content.Values[methodKey]), ByPassword), BothFactors: content.Values[factorsKey] == bothFactors,
	}
	if fresh.PersonID == "" {
		return nil // nobody has signed in with it: nothing worth keeping
	}
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewInsert().Model(fresh).
			On("CONFLICT (token_hash) DO UPDATE").
			Set("data = EXCLUDED.data, expires_at = EXCLUDED.expires_at, used_at = EXCLUDED.used_at").
			Where("session.ended_at IS NULL").
			Exec(ctx)
		if err != nil || !begins {
			return err
		}
		return s.recordBegin(ctx, tx, fresh)
	})
	if touched && errors.Is(err, database.ErrFull) {
		return nil // only the idle time-out stays where it was
	}
	if err != nil {
		return fmt.Errorf("save session: %w", err)
	}
	return nil
}

// provenAt is when a session that begins now was proven: by signing in, but for who
// comes from a provider, which may have asked them long ago. Zero: it does not say.
func provenAt(values map[string]string, now time.Time) time.Time {
	text, told := values[provenKey]
	if !told {
		return now
	}
	asked, err := time.Parse(time.RFC3339, text)
	if err != nil || asked.Year() < 2000 {
		return time.Time{}
	}
	if asked.After(now) {
		return now
	}
	return asked
}

// recordBegin writes down that a person has signed in.
func (s *sessionStore) recordBegin(ctx context.Context, tx bun.Tx, row *sessionRow) error {
	var person personRow
	if err := tx.NewSelect().Model(&person).Where("id = ?", row.PersonID).Scan(ctx); err != nil {
		return fmt.Errorf("read who has signed in: %w", err)
	}
	a := person.person().Actor()
	a.SessionID = row.SessionID
	return audit.Record(ctx, tx, a, s.clock.Now(), audit.What{
		Act: audit.SessionStarted, ID: string(row.SessionID), Changes: audit.Changes{}.Is("by", row.Method).Is("agent", row.Agent),
	})
}

// DeleteCtx implements scs.CtxStore.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*sessionRow)(nil)).Set("ended_at = ?", s.clock.Now()).
			Where("token_hash = ? AND ended_at IS NULL", token).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	return nil
}

func (s *sessionStore) find(ctx context.Context, token string) (row sessionRow, err error) {
	err = s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewSelect().Model(&row).Where("token_hash = ?", token).Scan(ctx)
	})
	return row, err
}

// Find implements scs.Store; package scs uses FindCtx instead.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store; package scs uses CommitCtx instead.
func (s *sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete implements scs.Store; package scs uses DeleteCtx instead.
func (s *sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}

var _ scs.CtxStore = (*sessionStore)(nil)

// sessionContent is what is stored of a session; all its values are texts.
type sessionContent struct {
	Deadline time.Time         `json:"deadline"`
	Values   map[string]string `json:"values"`
}

// sessionCodec implements scs.Codec in JSON, with keys in a stable order.
type sessionCodec struct{}

// Encode implements scs.Codec.
func (sessionCodec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	content := sessionContent{Deadline: deadline.UTC(), Values: make(map[string]string, len(values))}
	for key, value := range values {
		text, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("session value %s is no text", key)
		}
		content.Values[key] = text
	}
	return json.Marshal(content)
}

// Decode implements scs.Codec.
func (sessionCodec) Decode(data []byte) (time.Time, map[string]any, error) {
	var content sessionContent
	if err := json.Unmarshal(data, &content); err != nil {
		return time.Time{}, nil, err
	}
	values := make(map[string]any, len(content.Values))
	for key, value := range content.Values {
		values[key] = value
	}
	return content.Deadline, values, nil
}
