package token_test

import (
	"context"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/e2e/process"
	"github.com/recomamp/recomamp/internal/database/databasetest"
)

const (
	servers    = 3
	ownerEmail = "owner@agency.example"
	// patience bounds every wait, on a machine that is busy with other things too.
	patience = 3 * time.Minute
)

func TestMain(m *testing.M) { process.Main(m) }

// world is three servers on one database that share one connection to Amazon.
type world struct {
	amazon    *amazon
	db        *pgx.Conn
	env       []string
	servers   []*process.Process
	token     string   // of the API
	instances []string // our ids
}

// newWorld connects the servers to Amazon and leaves them down.
func newWorld(t *testing.T, rotating bool, env ...string) *world {
	t.Helper()
	dir := t.TempDir()
	database := databasetest.PostgresConfig(t)
	w := &world{amazon: newAmazon(t, servers, rotating)}
	w.env = append([]string{
		"RECOMAMP_DATABASE_URL=" + database.URL,
		"RECOMAMP_DATA_DIR=" + dir,
		"RECOMAMP_OWNER_EMAIL=" + ownerEmail,
		"RECOMAMP_OWNER_PASSWORD=correct horse battery staple",
		"RECOMAMP_LOG_LEVEL=error",
		"RECOMAMP_API_RATE=0",
	}, env...)
	path, err := process.Binary()
	require.NoError(t, err)
	for i := range servers {
		server, err := process.New([]string{path}, append([]string{"RECOMAMP_SANDBOX_URL=" + w.amazon.fronts[i]}, w.env...), "serve")
		require.NoError(t, err)
		w.servers = append(w.servers, server)
		t.Cleanup(func() {
			server.Kill()
			if t.Failed() {
				t.Logf("log of server %d:\n%s", i, server.Log())
			}
		})
	}
	w.connect(t)
	w.token = w.command(t, "token", "create", "--email", ownerEmail, "--name", "token")
	w.db, err = pgx.Connect(t.Context(), database.URL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = w.db.Close(context.Background()) })
	// The program's own role comes to no rows without an actor.
	_, err = w.db.Exec(t.Context(), `DO $$ BEGIN EXECUTE format('SET ROLE %I', whole_role()); END $$`)
	require.NoError(t, err)
	rows, err := w.db.Query(t.Context(), "SELECT id FROM instance ORDER BY id")
	require.NoError(t, err)
	w.instances, err = pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(w.instances), 6)
	return w
}

// connect consents, as a person does on Amazon's page.
func (w *world) connect(t *testing.T) {
	t.Helper()
	w.command(t, "connect", "--sandbox")
}

// command runs a subcommand to its end and returns what it printed.
func (w *world) command(t *testing.T, args ...string) string {
	t.Helper()
	path, err := process.Binary()
	require.NoError(t, err)
	command := exec.CommandContext(t.Context(), path, args...)
	command.Env = append(append(process.Environment(), "RECOMAMP_SANDBOX_URL="+w.amazon.fronts[0]), w.env...)
	var failure strings.Builder
	command.Stderr = &failure
	output, err := command.Output()
	require.NoError(t, err, "%v: %s", args, failure.String())
	return strings.TrimSpace(string(output))
}

// start runs servers until they answer; all of them when none is named.
func (w *world) start(t *testing.T, which ...int) {
	t.Helper()
	if len(which) == 0 {
		which = []int{0, 1, 2}
	}
	var group sync.WaitGroup
	for _, i := range which {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if err := w.servers[i].Start(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.False(t, t.Failed())
}

// execute changes the database behind the program's back.
func (w *world) execute(t *testing.T, statement string, values ...any) {
	t.Helper()
	_, err := w.db.Exec(t.Context(), statement, values...)
	require.NoError(t, err)
}

// count answers a question whose answer is a number.
func (w *world) count(t *testing.T, statement string, values ...any) (n int) {
	t.Helper()
	require.NoError(t, w.db.QueryRow(t.Context(), statement, values...).Scan(&n))
	return n
}

// outdate ends the token at Amazon, and everything that would do without it.
func (w *world) outdate(t *testing.T) {
	t.Helper()
	w.amazon.sandbox.Advance(2 * time.Hour)
	w.forget(t)
}

// forget lets every question about tables go to Amazon.
func (w *world) forget(t *testing.T) {
	t.Helper()
	w.execute(t, "DELETE FROM instance_data_source")
}
