package instance_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/instance"
)

var (
	owner    = actor.Person("p1", "Owner", actor.Owner)
	stranger = actor.Person("p2", "Stranger", "")
)

type bundle struct {
	db        *database.DB
	clock     *clock.Manual
	instances *instance.Service
}

// setup returns a service and two healthy connections, "c1" and "c2".
func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	b := bundle{db: db, clock: c, instances: instance.New(instance.Dependencies{DB: db, Clock: c, Events: event.NewLog(c)})}
	b.execute(t, `INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
		VALUES ('p1', 'o@x.example', 'o@x.example', 'Owner', 'owner', '', ?0, ?0)`, c.Now())
	for _, id := range []string{"c1", "c2"} {
		b.execute(t, `INSERT INTO connection (id, person_id, region, state, problem_code, problem, token_version, lease_holder,
			discovery_problem, created_at, updated_at) VALUES (?0, 'p1', 'NA', 'healthy', '', '', 1, '', '', ?1, ?1)`, id, c.Now())
		b.execute(t, `INSERT INTO account (id, connection_id, amazon_id, name, marketplace_id, seen_at)
			VALUES (?0, ?1, 'ENTITY1AAAAAAAAAA', 'Agency', 'ATVPDKIKX0DER', ?2)`, "account of "+id, id, c.Now())
	}
	return b
}

func (b bundle) execute(t *testing.T, statement string, values ...any) {
	t.Helper()
	require.NoError(t, b.db.Write(t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, values...).Exec(ctx)
		return err
	}))
}

// found is an instance as connection through sees it.
func found(through, amazonID, name, advertiser string) instance.Found {
	return instance.Found{
		AmazonID: amazonID, Name: name, Type: "STANDARD", Advertiser: advertiser, CreationStatus: "COMPLETED",
		AmazonAccount: "ENTITY1AAAAAAAAAA", MarketplaceID: "ATVPDKIKX0DER", Region: "NA",
		AccountID: actor.AccountID("account of " + through),
	}
}

// discover records a complete look through a connection, a minute after the last.
func (b bundle) discover(t *testing.T, through string, seen ...instance.Found) instance.Recorded {
	t.Helper()
	b.clock.Advance(time.Minute)
	var recorded instance.Recorded
	require.NoError(t, b.db.Write(t.Context(), owner, func(ctx context.Context, tx bun.Tx) (err error) {
		recorded, err = b.instances.Record(ctx, tx, owner, actor.ConnectionID(through), seen,
			[]actor.AccountID{actor.AccountID("account of " + through)})
		return err
	}))
	return recorded
}

func (b bundle) get(t *testing.T, amazonID string) instance.Instance {
	t.Helper()
	i, err := b.instances.Find(t.Context(), owner, actor.InstanceID(amazonID))
	require.NoError(t, err)
	return i
}
