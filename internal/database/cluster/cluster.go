package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

var errNoPostgres = errors.New("the tests need PostgreSQL and found none below /usr/lib/postgresql or in PATH: " +
	"install it with `apt-get install -y postgresql`, or set RECOMAMP_TEST_POSTGRES_URL")

// guardScript runs the server for as long as its standard input stays open,
// and stops it hard, starts it again and says so for every line it reads. The process
// that started it holds the other end, so the server dies and its files go when
// that process ends, however it ends.
const guardScript = `
start() {
	"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses='' -c fsync=off -c full_page_writes=off \
		-c max_connections=300 -c shared_buffers=32MB \
		-c autovacuum_naptime=4s -c autovacuum_vacuum_threshold=500 -c autovacuum_vacuum_scale_factor=0 \
		-c autovacuum_analyze_threshold=200 -c autovacuum_analyze_scale_factor=0.05 >>"$2/log" 2>&1 &
	pid=$!
}
stop() { kill -QUIT $pid; wait $pid; }
start "$@"
while read -r restart; do
	stop
	start "$@"
	echo restarted
done
stop
rm -rf "$2"
`

// Cluster is a running PostgreSQL server.
type Cluster struct {
	url   string         // of the maintenance database
	dir   string         // of its files, its socket and its log
	alive io.WriteCloser // the server lives as long as this stays open; a collected file would close
	said  *bufio.Reader  // what the guard says
	ended chan struct{}  // closed when it is gone
}

// URL is the address of the maintenance database.
func (c *Cluster) URL() string { return c.url }

// Restart takes the server down as a crash would and waits until it answers again.
func (c *Cluster) Restart() error {
	if _, err := io.WriteString(c.alive, "restart\n"); err != nil {
		return fmt.Errorf("restart PostgreSQL: %w", err)
	}
	if _, err := c.said.ReadString('\n'); err != nil {
		return fmt.Errorf("restart PostgreSQL: %w", err)
	}
	return c.waitUntilReady()
}

// Stop ends the server and removes its files.
func (c *Cluster) Stop() error {
	err := c.alive.Close()
	<-c.ended
	return err
}

// Start makes an empty cluster and starts its server on a Unix socket.
func Start() (*Cluster, error) {
	c := &Cluster{ended: make(chan struct{})}
	bin, err := findPostgres()
	if err != nil {
		return nil, err
	}
	credential, err := postgresCredential()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("/tmp", "recomamp-postgres-") // short: a socket's path has 107 bytes at most
	if err != nil {
		return nil, err
	}
	c.dir = dir
	if credential != nil {
		if err := os.Chown(dir, int(credential.Uid), int(credential.Gid)); err != nil {
			return nil, err
		}
	}
	initdb := exec.CommandContext(context.Background(), filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres",
		"-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("make a PostgreSQL cluster: %w\n%s", err, output)
	}
	guard := exec.CommandContext(context.Background(), "/bin/sh", "-c", guardScript, "sh", bin, dir)
	guard.Dir = dir
	guard.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Setpgid: true}
	if c.alive, err = guard.StdinPipe(); err != nil {
		return nil, err
	}
	said, err := guard.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.said = bufio.NewReader(said)
	if err := guard.Start(); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	go func() {
		defer close(c.ended)
		_ = guard.Wait() // it ends as it is told to
	}()
	address := url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "sslmode": {"disable"}}.Encode(),
	}
	c.url = address.String()
	if err := c.waitUntilReady(); err != nil {
		return nil, err
	}
	return c, nil
}

func (c *Cluster) waitUntilReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		connection, err := pgx.Connect(ctx, c.url)
		if err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(c.dir, "log"))
			return fmt.Errorf("start PostgreSQL: %w\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// findPostgres returns the folder of the newest server programs on this machine.
func findPostgres() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 sorts first
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if path, err := exec.LookPath("postgres"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		return "", errNoPostgres
	}
	return filepath.Dir(found[0]), nil
}

// postgresCredential returns the account to run the server as, nil for our
// own: PostgreSQL refuses to run as root.
func postgresCredential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil //nolint:nilnil // nil is how SysProcAttr says "as ourselves"
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		account, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, fmt.Errorf("find an account to run PostgreSQL as: %w", err)
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}
