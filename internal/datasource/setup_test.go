package datasource_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsql/catalog"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/datasource"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/instance"
)

var (
	owner    = actor.Person("p1", "Owner", actor.Owner)
	stranger = actor.Person("p2", "Stranger", "")
)

// reach is the way to Amazon: it always ends in an error.
type reach func() error

// Reach implements datasource.Reacher.
func (r reach) Reach(context.Context, actor.Actor, instance.Instance) (*amc.Client, *amc.InstanceClient, error) {
	return nil, nil, r()
}

type bundle struct {
	db    *database.DB
	clock *clock.Manual
	// sources cannot reach Amazon: it lists what was kept.
	sources   *datasource.Service
	instances []instance.Instance // by name
}

// setup returns a service and count instances of one client.
func setup(t *testing.T, db *database.DB, count int, amazon reach) bundle {
	t.Helper()
	c := clock.NewManual(time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC))
	instances := instance.New(instance.Dependencies{DB: db, Clock: c, Events: event.NewLog(c)})
	b := bundle{db: db, clock: c, sources: datasource.New(datasource.Dependencies{
		DB: db, Clock: c, Instances: instances, Amazon: amazon, Catalog: catalog.Default(), Events: event.NewLog(c), Logger: slog.New(slog.DiscardHandler),
	})}
	b.execute(t, `INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
		VALUES ('p1', 'o@x.example', 'o@x.example', 'Owner', 'owner', '', ?0, ?0)`, c.Now())
	b.execute(t, `INSERT INTO connection (id, person_id, region, state, problem_code, problem, token_version, lease_holder,
		discovery_problem, created_at, updated_at) VALUES ('c1', 'p1', 'NA', 'healthy', '', '', 1, '', '', ?0, ?0)`, c.Now())
	b.execute(t, `INSERT INTO account (id, connection_id, amazon_id, name, marketplace_id, seen_at)
		VALUES ('a1', 'c1', 'ENTITY1AAAAAAAAAA', 'Agency', 'ATVPDKIKX0DER', ?0)`, c.Now())
	var seen []instance.Found
	for n := range count {
		seen = append(seen, instance.Found{
			AmazonID: fmt.Sprintf("amctest%04d", n), Name: fmt.Sprintf("Instance %02d", n), Type: "STANDARD", Advertiser: "Fernhollow",
			CreationStatus: "COMPLETED", AmazonAccount: "ENTITY1AAAAAAAAAA", MarketplaceID: "ATVPDKIKX0DER", Region: "NA", AccountID: "a1",
		})
	}
	require.NoError(t, db.Write(t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := instances.Record(ctx, tx, owner, "c1", seen, []actor.AccountID{"a1"})
		return err
	}))
	var err error
	b.instances, err = instances.List(t.Context(), owner, instance.ListParams{})
	require.NoError(t, err)
	require.Len(t, b.instances, count)
	return b
}

func (b bundle) execute(t *testing.T, statement string, values ...any) {
	t.Helper()
	require.NoError(t, b.db.Write(t.Context(), owner, func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(statement, values...).Exec(ctx)
		return err
	}))
}

// keep stores a list for instance n that Amazon gave some time ago.
func (b bundle) keep(t *testing.T, n int, ago time.Duration, sources ...datasource.Source) {
	t.Helper()
	data, err := json.Marshal(sources)
	require.NoError(t, err)
	b.execute(t, `INSERT INTO instance_data_source (instance_id, data, fetched_at) VALUES (?, ?, ?)`,
		b.instances[n].ID, data, b.clock.Now().Add(-ago))
}
