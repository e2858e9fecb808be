package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
)

// The past is made of this many, unevenly: the busiest instance has run a sixth of all.
const (
	instances       = 200
	people          = 25 // and one who left in the first month
	textsOfInstance = 300
	queriesOf       = 20 // of an instance
)

// past is two years of executions, made inside the database.
type past struct {
	db  *database.DB
	end time.Time
}

func (past) person(i int) actor.PersonID { return actor.PersonID(fmt.Sprintf("person-%d", i)) }

func (past) instance(i int) actor.InstanceID {
	return actor.InstanceID(fmt.Sprintf("instance-%d", i%instances))
}

func (past) query(instance, i int) actor.QueryID {
	return actor.QueryID(fmt.Sprintf("query-%d-%d", instance%instances, i%queriesOf))
}

// spelling is what the two databases write differently.
type spelling struct {
	id string // of a time in milliseconds and a number
	at string // an instant of a time in milliseconds
}

func (p past) spelling() spelling {
	if p.db.Dialect() == database.SQLite {
		return spelling{
			id: "printf('%08x-%04x-7000-8000-%012x', ms >> 16, ms & 65535, i)",
			at: "strftime('%Y-%m-%d %H:%M:%S', ms / 1000, 'unixepoch') || '+00:00'",
		}
	}
	return spelling{
		id: "lpad(to_hex(ms >> 16), 8, '0') || '-' || lpad(to_hex(ms & 65535), 4, '0') || '-7000-8000-' || lpad(to_hex(i), 12, '0')",
		at: "to_timestamp(ms / 1000)",
	}
}

// fill makes everything. What looks random is arithmetic, so that both
// databases hold the same.
func (p past) fill(ctx context.Context) error {
	words := p.spelling()
	last := p.end.UnixMilli()
	const every = 63_000 // milliseconds between two executions: two years in all
	replace := strings.NewReplacer(
		"$AT", words.at, "$ID", words.id,
		"$NOW", fmt.Sprintf("%d AS ms", last),
		"$TIME", fmt.Sprintf("%d + i * %d", last-historySize*every, every),
	).Replace
	steps := []struct {
		n      int
		insert string
	}{
		{people + 1, `INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at)
			SELECT 'person-' || i, 'p' || i, 'p' || i, 'Person ' || i, 'owner', '', $AT, $AT FROM (SELECT i, $NOW FROM n) AS x`},
		{40, `INSERT INTO client (id, advertiser, name, color, version, created_at, updated_at)
			SELECT 'client-' || i, 'a' || i, 'Client ' || i, '#2f6fde', 1, $AT, $AT FROM (SELECT i, $NOW FROM n) AS x`},
		{instances, `INSERT INTO instance (id, amazon_id, client_id, amazon_account, marketplace_id, region, name, amazon_name,
				type, creation_status, version, seen_at, created_at, updated_at)
			SELECT 'instance-' || i, 'amc' || i, 'client-' || (i % 40), 'ENTITY', 'M', 'NA', 'Instance ' || i, 'x', 'STANDARD', 'COMPLETED', 1, $AT, $AT, $AT
			FROM (SELECT i, $NOW FROM n) AS x`},
		{instances * queriesOf, fmt.Sprintf(`INSERT INTO query (id, instance_id, name, name_key, description, version, revision, created_by, created_at, updated_by, updated_at)
			SELECT 'query-' || (i %% %[1]d) || '-' || (i / %[1]d), 'instance-' || (i %% %[1]d), 'Query ' || i, 'query', '', 1, 1, 'person-0', $AT, 'person-0', $AT
			FROM (SELECT i, $NOW FROM n) AS x`, instances)},
		{instances * textsOfInstance, fmt.Sprintf(`INSERT INTO execution_text (instance_id, sql_hash, query_name, sql, search_key)
			SELECT 'instance-' || (i %% %d), 'h' || i, 'Query ' || i, t, lower('query ' || i || ' ' || t) FROM (SELECT i,
				'SELECT campaign, COUNT(DISTINCT user_id) AS reach_' || (i %% 977) || '_ FROM dsp_impressions JOIN amazon_attributed_events USING (campaign) ' ||
				'WHERE marker_' || i || '.value > ' || (i %% 13) || ' AND advertiser = ''A' || (i %% 4001) || ''' ' || $FILLER || ' GROUP BY campaign' AS t FROM n) AS x`, instances)},
		{historySize, fmt.Sprintf(`INSERT INTO execution (id, instance_id, query_id, query_version, query_name, text_id, sql_hash, parameters, parameter_values,
				window_start, window_end, window_zone, local_start, local_end, synthetic, timeout_seconds, priority, origin, state, attempt, tries,
				error_class, error_code, error_message, error_next, error_raw, output_columns, row_count, result_bytes,
				revision, created_by, created_at, submitted_at, running_at, amazon_finished_at, finished_at)
			SELECT $ID, 'instance-' || k, CASE WHEN t < 200 THEN 'query-' || k || '-' || (t %% %[1]d) END, CASE WHEN t < 200 THEN 1 END,
				'Query ' || (t * %[2]d + k), first + t * %[2]d + k, 'h', '[]', '{}',
				$AT, $AT, 'Europe/Berlin', '2026-01-01T00:00:00', '2026-02-01T00:00:00', FALSE, 21600, 'interactive', 'interactive',
				CASE WHEN r %% 100 < 93 THEN 'succeeded' WHEN r %% 100 < 98 THEN 'failed' ELSE 'cancelled' END, 1, 0,
				'', '', '', '', '', '[]', r, r * 100, 12,
				'person-' || (CASE WHEN i < 40000 AND i %% 50 = 0 THEN %[4]d ELSE (r / 100) %% 5 * 5 + r / 500 %% 5 END), $AT, $AT, $AT, $AT, $AT
			FROM (SELECT i, ms, r, u * u / 1000 * u / 1000 * %[2]d / 1000 AS k, v * v / 1000 * %[3]d / 1000 AS t, (SELECT min(id) FROM execution_text) AS first
				FROM (SELECT i, $TIME AS ms, i * 7919 %% 99991 AS r, i * 104729 %% 1000 AS u, i * 1299709 / 7 %% 1000 AS v FROM n) AS y) AS x`,
			queriesOf, instances, textsOfInstance, people)},
		{historySize, `INSERT INTO execution_attempt (id, execution_id, instance_id, number, outcome, adopted, amazon_id, status, request_id, sent_at, settle_after,
				error_class, error_code, error_message, error_next, error_raw)
			SELECT $ID, $ID, 'instance-0', 1, 'accepted', FALSE, 'run-' || i, 'SUCCEEDED', '', $AT, $AT, '', '', '', '', ''
			FROM (SELECT i, $TIME AS ms FROM n) AS x`},
	}
	filler := "'" + strings.Repeat("AND impression_cost BETWEEN 1 AND 100 ", 12) + "'"
	load := bulk{p.db}
	later, err := load.begin(ctx, "execution_text", "execution", "execution_attempt")
	if err != nil {
		return err
	}
	for _, step := range steps {
		series := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT CAST(0 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", step.n-1)
		head, rest, _ := strings.Cut(strings.ReplaceAll(replace(step.insert), "$FILLER", filler), "SELECT")
		if err := load.write(ctx, head+series+"SELECT"+rest); err != nil {
			return err
		}
	}
	if err := load.end(ctx, later); err != nil {
		return err
	}
	return p.analyze(ctx)
}

// analyze has the database learn what it holds, as it does by itself in time.
func (p past) analyze(ctx context.Context) error {
	statement := "VACUUM ANALYZE"
	if p.db.Dialect() == database.SQLite {
		statement = "PRAGMA wal_checkpoint(TRUNCATE)" // nothing ever runs ANALYZE there
	}
	_, err := p.db.SQL().ExecContext(ctx, statement)
	return err
}
