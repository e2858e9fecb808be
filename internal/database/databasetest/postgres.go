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
	admin    *url.URL         // of the maintenance database, as a role that may do anything
	login    *url.Userinfo    // the role that owns the databases, which may do no more than an operator's
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
	role, password := newName("login"), uuid.NewString()
	s := &server{own: own, admin: admin, login: url.UserPassword(role, password), template: newName("template")}
	if err := s.execute(fmt.Sprintf("CREATE ROLE %s LOGIN CREATEROLE PASSWORD '%s'", role, password)); err != nil {
		return nil, fmt.Errorf("create the role of the tests: %w", err)
	}
	if err := s.execute(fmt.Sprintf("CREATE DATABASE %s OWNER %s", s.template, role)); err != nil {
		return nil, fmt.Errorf("create the template database: %w", err)
	}
	if err := migrate(database.Config{URL: s.url(s.template)}); err != nil {
		return nil, fmt.Errorf("migrate the template database: %w", err)
	}
	return s, nil
})

// create makes a database from a template, drops it after the test and returns its name.
func (s *server) create(t testing.TB, template string) string {
	t.Helper()
	name := newName("test")
	require.NoError(t, s.execute(fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s OWNER %s", name, template, s.login.Username())))
	t.Cleanup(func() {
		require.NoError(t, s.execute(fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name)))
	})
	return name
}

// url is that of a database as the role of the tests.
func (s *server) url(name string) string { return s.urlAs(s.login, name) }

func (s *server) urlAs(login *url.Userinfo, name string) string {
	u := *s.admin
	u.User, u.Path = login, "/"+name
	return u.String()
}

// plainLogin makes the owner of a database: a role that may make no others.
func (s *server) plainLogin(t testing.TB, name string) *url.Userinfo {
	t.Helper()
	role, password := newName("plain"), uuid.NewString()
	require.NoError(t, s.execute(fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '%s'", role, password)))
	require.NoError(t, s.execute(fmt.Sprintf("ALTER DATABASE %s OWNER TO %s", name, role)))
	return url.UserPassword(role, password)
}

// adminURL is that of a database as the server's.
func (s *server) adminURL(name string) string {
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
