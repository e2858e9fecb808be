package databasetest

import (
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

// guardScript runs the server for as long as its standard input stays open.
// The test process holds the other end, so the server dies and its files go
// when that process ends, however it ends.
const guardScript = `
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses='' -c fsync=off -c synchronous_commit=off \
	-c full_page_writes=off -c max_connections=300 -c shared_buffers=32MB >"$2/log" 2>&1 &
pid=$!
cat >/dev/null
kill -QUIT $pid
wait $pid
rm -rf "$2"
`

// cluster is a running PostgreSQL server of our own.
type cluster struct {
	url   string    // of the maintenance database
	alive io.Closer // the server lives as long as this stays open; a collected file would close
}

// startCluster starts a server on a Unix socket.
func startCluster() (c cluster, err error) {
	bin, err := findPostgres()
	if err != nil {
		return c, err
	}
	credential, err := postgresCredential()
	if err != nil {
		return c, err
	}
	dir, err := os.MkdirTemp("/tmp", "recomamp-postgres-") // short: a socket's path has 107 bytes at most
	if err != nil {
		return c, err
	}
	if credential != nil {
		if err := os.Chown(dir, int(credential.Uid), int(credential.Gid)); err != nil {
			return c, err
		}
	}
	initdb := exec.CommandContext(context.Background(), filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres",
		"-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.Dir = dir
	initdb.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	if output, err := initdb.CombinedOutput(); err != nil {
		return c, fmt.Errorf("make a PostgreSQL cluster: %w\n%s", err, output)
	}
	guard := exec.CommandContext(context.Background(), "/bin/sh", "-c", guardScript, "sh", bin, dir)
	guard.Dir = dir
	guard.SysProcAttr = &syscall.SysProcAttr{Credential: credential, Setpgid: true}
	if c.alive, err = guard.StdinPipe(); err != nil { // never closed by us: see guardScript
		return c, err
	}
	if err := guard.Start(); err != nil {
		return c, fmt.Errorf("start PostgreSQL: %w", err)
	}
	address := url.URL{
		Scheme: "postgres", User: url.User("postgres"), Path: "/postgres",
		RawQuery: url.Values{"host": {dir}, "sslmode": {"disable"}}.Encode(),
	}
	c.url = address.String()
	if err := waitUntilReady(c.url); err != nil {
		log, _ := os.ReadFile(filepath.Join(dir, "log"))
		return c, fmt.Errorf("start PostgreSQL: %w\n%s", err, log)
	}
	return c, nil
}

func waitUntilReady(address string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		connection, err := pgx.Connect(ctx, address)
		if err == nil {
			return connection.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
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
