package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A file of the version before opens with all that was in it, takes what that
// version did not have, and is from then on like a new one.
func TestAFileOfTheVersionBeforeOpens(t *testing.T) {
	t.Parallel()
	ctx, now := t.Context(), time.Date(2026, 10, 4, 9, 30, 0, 0, time.UTC)
	path := filepath.Join(t.TempDir(), "sandbox.db")
	tables, err := os.ReadFile("testdata/version_1.sql")
	require.NoError(t, err)
	before, err := sql.Open("sqlite", dsn(path, ""))
	require.NoError(t, err)
	_, err = before.ExecContext(ctx, string(tables))
	require.NoError(t, err)
	_, err = before.ExecContext(ctx, `INSERT INTO account (id, name, marketplace_id, region, position) VALUES ('ENTITY1', 'Juniper Lane', 'ATVPDKIKX0DER', 'NA', 1);
		INSERT INTO consent (id, client_id, scope, granted_at) VALUES (7, 'app', 'advertising::campaign_management', 0);
		INSERT INTO token (hash, kind, consent_id) VALUES ('`+Hash("refresh me")+`', 'refresh', 7)`)
	require.NoError(t, err)
	require.NoError(t, before.Close())

	for range 2 { // brought up to date, then as it is
		s, err := Open(ctx, path)
		require.NoError(t, err)
		require.NoError(t, s.Write(ctx, func(tx *Tx) error {
			accounts, err := tx.Accounts()
			require.NoError(t, err)
			require.Equal(t, "Juniper Lane", accounts[0].Name)
			token, err := tx.Token("refresh me")
			require.NoError(t, err)
			require.Equal(t, Token{Kind: RefreshToken, ConsentID: 7, UsesLeft: -1}, token)
			_, err = tx.Profile(7)
			require.ErrorIs(t, err, ErrNotFound, "nobody was asked who they are")
			id, err := tx.AddConsent(Consent{ClientID: "app", Scope: "profile", GrantedAt: now})
			require.NoError(t, err)
			require.NoError(t, tx.AddProfile(id, Profile{UserID: "amzn1.account.A", Name: "Bo Lind"}))
			found, err := tx.Profile(id)
			require.Equal(t, "Bo Lind", found.Name)
			return err
		}))
		require.NoError(t, s.Close())
	}
	fresh := filepath.Join(t.TempDir(), "sandbox.db")
	s, err := Open(ctx, fresh)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Equal(t, shapeOf(t, fresh), shapeOf(t, path))
}

// A file of a later version is refused and left alone.
func TestAFileOfALaterVersionIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "sandbox.db")
	later, err := sql.Open("sqlite", dsn(path, ""))
	require.NoError(t, err)
	_, err = later.ExecContext(t.Context(), "CREATE TABLE account (id TEXT); PRAGMA user_version = 99")
	require.NoError(t, err)
	require.NoError(t, later.Close())
	_, err = Open(t.Context(), path)
	require.ErrorContains(t, err, "version 99")
	require.Equal(t, []string{"99", "CREATE TABLE account (id TEXT)"}, shapeOf(t, path))
}

// shapeOf is the version of a file and what its tables are made of.
func shapeOf(t *testing.T, path string) (shape []string) {
	t.Helper()
	db, err := sql.Open("sqlite", dsn(path, "_pragma=query_only(1)"))
	require.NoError(t, err)
	defer db.Close()
	var version string
	require.NoError(t, db.QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&version))
	rows, err := db.QueryContext(t.Context(), "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
	require.NoError(t, err)
	defer rows.Close()
	shape = []string{version}
	for rows.Next() {
		var text string
		require.NoError(t, rows.Scan(&text))
		shape = append(shape, text)
	}
	require.NoError(t, rows.Err())
	return shape
}
