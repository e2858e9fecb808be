package offboard_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/database"
)

// cleared are the tables that hold texts of a client's. Each has a canary while it
// stays, and none when it has left.
var cleared = []string{
	"access_grant", "approval", "brand", "channel", "data_set", "discovery_change", "execution", "execution_attempt", "execution_event", "execution_filling",
	"execution_text", "instance_data_source", "message", "notice", "notice_subject", "occurrence", "occurrence_execution", "pack", "pack_content",
	"query", "query_version", "result", "saved_view", "schedule", "schedule_target", "schedule_version",
}

// kept are the other tables that can hold a text, and why nothing is cleared out of them.
var kept = map[string]string{
	"client": "its name, which discovery must know", "instance": "their names, which discovery must know",
	"off_boarding": "why it left", "off_boarding_step": "what was done", "client_key": "the key, destroyed",
	"audit_entry": "append-only", "audit_batch": "numbers and hashes",
	"event": "ids", "charge": "what it cost", "rate_card": "amounts", "budget": "amounts", "retention_rule": "numbers",
	"backfill": "ids and days", "schedule_due": "instants", "occurrence_look": "ids", "delivery": "ids", "notice_reading": "ids", "notice_wish": "ids",
	"execution_lane": "ids", "execution_place": "ids", "execution_process": "ids", "execution_work": "ids", "client_access": "ids", "instance_access": "ids",
	"saved_view_default": "ids", "discovery": "counts, and words of the program", "idempotency_key": "digests", "key_rotation": "instants",
	"connection": "sealed, and the organisation's", "consent_request": "sealed, and a person's", "account": "of a connection",
	"person": "", "person_group": "", "group_member": "", "person_identity": "", "person_link": "", "person_totp": "", "recovery_code": "",
	"session": "", "sign_in_policy": "", "sign_in_request": "", "sign_in_step": "", "sign_in_throttle": "", "single_sign_on": "", "amazon_sign_in": "", "setup_link": "",
	"api_token": "", "sensitive_policy": "", "approval_rule": "", "passkey": "", "passkey_request": "",
	"organisation": "its own name", "set_up_step": "", "self_test": "words of the program, and the name of an instance as that keeps it",
}

// everyTableIsKnown fails for a table that somebody has added since: either a
// client's texts in it are cleared, and it gets a canary, or it says why not.
func (a *agency) everyTableIsKnown(t *testing.T, p planted) {
	t.Helper()
	var planted, unknown []string
	for _, text := range p.texts {
		planted = append(planted, rowsWith(t, a.Core().DB, text)...)
	}
	slices.Sort(planted)
	for _, table := range textTables(t, a.Core().DB) {
		if _, known := kept[table]; !known && !slices.Contains(cleared, table) {
			unknown = append(unknown, table)
		}
	}
	require.Empty(t, unknown, "say in cleared or kept what becomes of their texts when a client leaves")
	own := slices.DeleteFunc(slices.Compact(planted), func(table string) bool {
		return table == "audit_entry" || strings.HasPrefix(table, "execution_text_search")
	})
	require.Equal(t, cleared, own, "each has a canary, and none that is kept")
	require.Empty(t, slices.DeleteFunc(slices.Collect(maps.Keys(kept)), func(table string) bool { return !slices.Contains(cleared, table) }))
}

// textTables are the tables that have a column for texts, but for those of River,
// whose jobs carry ids alone, and of the migrations.
func textTables(t *testing.T, db *database.DB) (names []string) {
	t.Helper()
	rows, err := db.SQL().QueryContext(t.Context(), map[database.Dialect]string{
		database.SQLite: `SELECT DISTINCT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
			WHERE m.type = 'table' AND upper(c.type) IN ('TEXT', 'BLOB', 'JSON', '') AND m.name NOT LIKE 'execution_text_search%'`,
		database.PostgreSQL: `SELECT DISTINCT table_name FROM information_schema.columns
			WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'bytea', 'json', 'jsonb', 'ARRAY', 'tsvector')`,
	}[db.Dialect()])
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		if !strings.HasPrefix(name, "river_") && !strings.HasPrefix(name, "sqlite_") && name != "schema_migration" {
			names = append(names, name)
		}
	}
	require.NoError(t, rows.Err())
	slices.Sort(names)
	return names
}
