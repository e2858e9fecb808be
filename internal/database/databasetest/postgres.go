package databasetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/cluster"
)

// server is a PostgreSQL server on which tests make databases.
type server struct {
	own      *cluster.Cluster // nil when the server is somebody else's
	admin    *url.URL         // of the maintenance database
	template string           // name of a migrated database to copy
}

// sharedServer returns the server of this test process.
var sharedServer = sync.OnceValues(func() (*server, error) {
	var own *cluster.Cluster
	raw := os.Getenv("RECOMAMP_TEST_POSTGRES_URL")
	if raw == "" {
		var err error
		if own, err = cluster.Start(); err != nil {
			return nil, err
		}
		raw = own.URL()
	}
	admin, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("RECOMAMP_TEST_POSTGRES_URL is not a URL")
	}
	s := &server{own: own, admin: admin, template: newName("template")}
	if err := s.execute("CREATE DATABASE " + s.template); err != nil {
		return nil, fmt.Errorf("create the template database: %w", err)
	}
	if err := migrate(s.config(s.template)); err != nil {
		return nil, fmt.Errorf("migrate the template database: %w", err)
	}
	return s, nil
})

// create makes a database from a template, drops it after the test and returns its URL.
func (s *server) create(t testing.TB, template string) string {
	t.Helper()
	name := newName("test")
	require.NoError(t, s.execute(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)))
	t.Cleanup(func() {
		require.NoError(t, s.execute(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)))
	})
	return s.url(name)
}

func (s *server) url(name string) string {
	u := *s.admin
	u.Path = "/" + name
	return u.String()
}

func (s *server) execute(statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	connection, err := pgx.Connect(ctx, s.admin.String())
	if err != nil {
		return err
	}
	defer connection.Close(ctx) //nolint:errcheck // the statement has run
	_, err = connection.Exec(ctx, statement)
	return err
}

func newName(kind string) string {
	return "recomamp_" + kind + "_" + strings.ReplaceAll(uuid.NewString(), "-", "")
}

func (s *server) config(name string) database.Config {
	return database.Config{URL: s.url(name)}
}
