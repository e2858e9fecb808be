-- +goose Up

-- Two roles that nobody signs in as, of this database alone. Every transaction of the program takes one of them:
--   …_bound  the rows that whoever acts may see, by the policies below: people, and work for one instance
--   …_whole  all rows: the program's own work across instances, and owners
-- The role that signs in is a member of the first, and has its rights: without an actor they come to no rows. That
-- NOINHERIT keeps it from having those of the second without taking it.
-- +goose StatementBegin
DO $$
DECLARE
    bound CONSTANT name := left(current_database(), 57) || '_bound';
    whole CONSTANT name := left(current_database(), 57) || '_whole';
    wanted name;
BEGIN
    FOREACH wanted IN ARRAY ARRAY[bound, whole] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', wanted);
        END IF;
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname IN (bound, whole) AND (rolsuper OR rolbypassrls OR rolinherit OR rolcanlogin)) THEN
        RAISE EXCEPTION 'the roles % and % must be NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS', bound, whole USING ERRCODE = 'insufficient_privilege';
    END IF;
    BEGIN
        EXECUTE format('GRANT %I TO %I', whole, bound);
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
            EXECUTE format('GRANT %I TO %I', bound, current_user);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN
        NULL; -- somebody else made the roles, and has granted them: the next statements tell
    END;
    PERFORM set_config('role', whole, true), set_config('role', bound, true);
    RESET ROLE;

    EXECUTE format('CREATE FUNCTION bound_role() RETURNS text IMMUTABLE LANGUAGE sql AS %L', format('SELECT %L', bound));
    EXECUTE format('CREATE FUNCTION whole_role() RETURNS text IMMUTABLE LANGUAGE sql AS %L', format('SELECT %L', whole));
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I, %I', current_schema(), bound, whole);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I, %I', current_schema(), bound, whole);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I, %I', current_schema(), bound, whole);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I, %I', current_schema(), bound, whole);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT USAGE ON SEQUENCES TO %I, %I', current_schema(), bound, whole);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM %I, %I', bound, whole);
END
$$;
-- +goose StatementEnd

-- Who acts -------------------------------------------------------------------
--
-- recomamp.actor is person:<id>, system:<duty> or system:<duty>@<instance>; unset or empty is nobody.

CREATE FUNCTION acting() RETURNS boolean STABLE LANGUAGE sql AS
$$ SELECT COALESCE(current_setting('recomamp.actor', true), '') <> '' $$;

CREATE FUNCTION acting_person() RETURNS text STABLE LANGUAGE sql AS
$$ SELECT CASE WHEN current_setting('recomamp.actor', true) LIKE 'person:_%' THEN substr(current_setting('recomamp.actor', true), 8) END $$;

-- The instance that work of the program is bound to.
CREATE FUNCTION acting_on() RETURNS text STABLE LANGUAGE sql AS
$$ SELECT CASE WHEN current_setting('recomamp.actor', true) LIKE 'system:%@_%' THEN split_part(current_setting('recomamp.actor', true), '@', 2) END $$;

-- What they may see ------------------------------------------------------------
--
-- Each reads with all rights, by the whole role, and answers with what whoever acts may know. Policies ask them by a
-- sub-select that depends on no row, so that PostgreSQL asks once per statement. PL/pgSQL keeps their plans, which SQL would make anew each time.

-- +goose StatementBegin
CREATE FUNCTION seen_instances() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 100 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT instance_id FROM instance_access WHERE person_id = acting_person() AND until > now()
    UNION ALL SELECT acting_on() WHERE acting_on() IS NOT NULL;
END $$;
-- +goose StatementEnd

-- Clients that they know of, by a grant on it or on one of its instances.
-- +goose StatementBegin
CREATE FUNCTION seen_clients() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 20 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT client_id FROM client_access WHERE person_id = acting_person() AND until > now()
    UNION ALL SELECT client_id FROM instance WHERE id = acting_on();
END $$;
-- +goose StatementEnd

-- Clients all of whose instances they may see.
-- +goose StatementBegin
CREATE FUNCTION seen_whole_clients() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 20 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT client_id FROM client_access WHERE rank > 0 AND person_id = acting_person() AND until > now();
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sees_anything() RETURNS boolean STABLE SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
    RETURN (SELECT acting_on() IS NOT NULL OR EXISTS (SELECT FROM client_access WHERE person_id = acting_person() AND until > now()));
END $$;
-- +goose StatementEnd

-- Clients where they may make channels, which takes a manager.
-- +goose StatementBegin
CREATE FUNCTION told_clients() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 20 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT client_id FROM client_access WHERE rank >= 4 AND person_id = acting_person() AND until > now();
END $$;
-- +goose StatementEnd

-- What they administer.
-- +goose StatementBegin
CREATE FUNCTION administered_instances() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 100 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT instance_id FROM instance_access WHERE rank >= 5 AND person_id = acting_person() AND until > now();
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION administered_clients() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 20 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT client_id FROM client_access WHERE rank >= 5 AND person_id = acting_person() AND until > now();
END $$;
-- +goose StatementEnd

-- A schedule is seen by who sees one of its instances.
-- +goose StatementBegin
CREATE FUNCTION seen_schedules() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 100 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT schedule_id FROM schedule_target WHERE instance_id IN (SELECT seen_instances());
END $$;
-- +goose StatementEnd

-- Queries that are somebody's and have run nowhere else than where they may see it: their budgets' sums tell of nothing else.
-- +goose StatementBegin
CREATE FUNCTION seen_spenders() RETURNS SETOF text STABLE SECURITY DEFINER ROWS 20 LANGUAGE plpgsql AS $$ BEGIN
    RETURN QUERY SELECT q.id FROM budget AS b JOIN query AS q ON q.id = b.query_id
    WHERE (q.instance_id IN (SELECT seen_instances()) OR q.instance_id IS NULL AND q.client_id IN (SELECT seen_whole_clients()))
        AND NOT EXISTS (SELECT FROM charge AS c WHERE c.query_id = q.id AND c.instance_id NOT IN (SELECT seen_instances()));
END $$;
-- +goose StatementEnd

-- How many there are of what may be seen in part: people are told how much is hidden from them.
-- +goose StatementBegin
CREATE FUNCTION count_targets(schedule text) RETURNS bigint STABLE SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
    RETURN (SELECT count(*) FROM schedule_target WHERE schedule_id = schedule);
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION count_cells(occurrence text) RETURNS bigint STABLE SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
    RETURN (SELECT count(*) FROM occurrence_execution WHERE occurrence_id = occurrence);
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION count_subjects(notice text) RETURNS bigint STABLE SECURITY DEFINER LANGUAGE plpgsql AS $$ BEGIN
    RETURN (SELECT count(*) FROM notice_subject WHERE notice_id = notice);
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    f regprocedure;
BEGIN
    EXECUTE format('GRANT CREATE ON SCHEMA %I TO %I', current_schema(), whole_role());
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND prosecdef
        AND proname IN ('seen_instances', 'seen_clients', 'seen_whole_clients', 'sees_anything', 'told_clients', 'administered_instances',
            'administered_clients', 'seen_schedules', 'seen_spenders', 'count_targets', 'count_cells', 'count_subjects') LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', f, current_schema());
        EXECUTE format('ALTER FUNCTION %s OWNER TO %I', f, whole_role());
    END LOOP;
    EXECUTE format('REVOKE CREATE ON SCHEMA %I FROM %I', current_schema(), whole_role());
END
$$;

-- secure puts a table under row level security: bound actors see the rows for which seen holds, and store those for
-- which stored does. Migrations that make a table of somebody's call it; a test finds the table that none was called for.
CREATE FUNCTION secure(guarded regclass, seen text, stored text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY whole ON %s TO %I USING (true)', guarded, whole_role());
    EXECUTE format('CREATE POLICY bound ON %s TO %I USING (%s) WITH CHECK (%s)', guarded, bound_role(), seen, COALESCE(stored, seen));
    -- Migrations change rows as whoever owns the table, over a connection of their own that says so.
    EXECUTE format('CREATE POLICY migration ON %s TO %I USING ((SELECT current_setting(''recomamp.migrating'', true) = ''on''))', guarded,
        (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = guarded));
END
$$;
-- +goose StatementEnd

-- Policies ---------------------------------------------------------------------

SELECT secure(guarded, 'instance_id IN (SELECT seen_instances())') FROM unnest(ARRAY[
    'instance_data_source', 'data_set', 'rate_card', 'charge', 'result',
    'execution', 'execution_attempt', 'execution_event', 'execution_filling', 'execution_text', 'execution_work', 'execution_place',
    'schedule_target', 'occurrence_execution']::regclass[]) AS guarded;

SELECT secure('client', 'id IN (SELECT seen_clients())', 'id IN (SELECT seen_whole_clients())');
SELECT secure('instance', 'id IN (SELECT seen_instances())');
-- An account's row is locked by whoever gives its slots away; it has nothing but counters.
SELECT secure('execution_lane', 'kind = ''account'' AND (SELECT acting()) OR id IN (SELECT seen_instances())');

SELECT secure('query', 'instance_id IN (SELECT seen_instances()) OR instance_id IS NULL
    AND (client_id IN (SELECT seen_clients()) OR client_id IS NULL AND (SELECT sees_anything()))');
SELECT secure('query_version', 'EXISTS (SELECT FROM query WHERE query.id = query_id)');

SELECT secure('budget', 'client_id IN (SELECT seen_whole_clients()) OR query_id IN (SELECT seen_spenders())');
SELECT secure('retention_rule', 'instance_id IN (SELECT seen_instances()) OR client_id IN (SELECT seen_clients())',
    'instance_id IN (SELECT seen_instances()) OR client_id IN (SELECT seen_whole_clients())');

-- A schedule is stored before its targets are: whose it is shows with those.
SELECT secure('schedule', 'id IN (SELECT seen_schedules())');
CREATE POLICY stored ON schedule FOR INSERT WITH CHECK ((SELECT acting()) AND (client_id IS NULL OR client_id IN (SELECT seen_clients())));
SELECT secure('schedule_version', 'schedule_id IN (SELECT seen_schedules())');
SELECT secure('schedule_due', 'schedule_id IN (SELECT seen_schedules())');
SELECT secure('backfill', 'schedule_id IN (SELECT seen_schedules())');
-- Of what an occurrence runs some must be seen, unless it runs nothing. There may be any number of occurrences: these
-- two look at the one alone.
SELECT secure('occurrence', 'schedule_id IN (SELECT seen_schedules())
    AND (EXISTS (SELECT FROM occurrence_execution AS cell WHERE cell.occurrence_id = occurrence.id) OR count_cells(id) = 0)',
    'schedule_id IN (SELECT seen_schedules())');
SELECT secure('occurrence_look', '(SELECT acting())'); -- ids and instants: somebody is to look

SELECT secure('notice_subject', 'instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_whole_clients())
    OR kind = ''schedule'' AND subject_id IN (SELECT seen_schedules())
    OR kind = ''occurrence'' AND EXISTS (SELECT FROM occurrence WHERE occurrence.id = subject_id)');
SELECT secure('notice', '(person_id IS NULL OR person_id = (SELECT acting_person())) AND (instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_whole_clients())
    OR EXISTS (SELECT FROM notice_subject WHERE notice_subject.notice_id = notice.id)
    OR person_id IS NOT NULL AND kind = ''channel'')');
SELECT secure('notice_reading', 'person_id = (SELECT acting_person())');
SELECT secure('notice_wish', 'person_id = (SELECT acting_person())');

-- A channel is somebody's own, or of clients that are all theirs to announce for.
SELECT secure('channel', 'person_id = (SELECT acting_person()) OR person_id IS NULL AND clients <> ''[]''
    AND NOT EXISTS (SELECT FROM json_array_elements_text(clients::json) AS of (id) WHERE of.id NOT IN (SELECT told_clients()))');
SELECT secure('message', 'EXISTS (SELECT FROM channel WHERE channel.id = channel_id)');
SELECT secure('delivery', 'EXISTS (SELECT FROM channel WHERE channel.id = channel_id)');

SELECT secure('event', 'person_id = (SELECT acting_person()) OR person_id IS NULL
    AND (instance_id IN (SELECT seen_instances()) OR instance_id IS NULL AND client_id IN (SELECT seen_clients()))');

-- What somebody has, and what others have where they give access.
SELECT secure('access_grant', 'person_id = (SELECT acting_person()) OR group_id IN (SELECT group_id FROM group_member WHERE person_id = (SELECT acting_person()))
    OR instance_id IN (SELECT administered_instances()) OR client_id IN (SELECT administered_clients())',
    'instance_id IN (SELECT administered_instances()) OR client_id IN (SELECT administered_clients())');
SELECT secure('instance_access', 'person_id = (SELECT acting_person()) OR instance_id IN (SELECT seen_instances())', 'false');
SELECT secure('client_access', 'person_id = (SELECT acting_person()) OR client_id IN (SELECT seen_clients())', 'false');

-- +goose Down
-- +goose StatementBegin
DO $$
DECLARE
    p record;
    f regprocedure;
    bound CONSTANT text := bound_role();
    whole CONSTANT text := whole_role();
BEGIN
    FOR p IN SELECT polname, polrelid::regclass AS guarded FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
        WHERE relnamespace = current_schema()::regnamespace LOOP
        EXECUTE format('DROP POLICY %I ON %s', p.polname, p.guarded);
        EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', p.guarded);
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', p.guarded);
    END LOOP;
    FOR f IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
        AND proname IN ('secure', 'seen_spenders', 'seen_schedules', 'seen_instances', 'seen_clients', 'seen_whole_clients', 'sees_anything',
            'told_clients', 'administered_instances', 'administered_clients', 'count_targets', 'count_cells', 'count_subjects',
            'acting', 'acting_person', 'acting_on', 'bound_role', 'whole_role') LOOP
        EXECUTE format('DROP FUNCTION %s', f);
    END LOOP;
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I, %I', current_schema(), bound, whole);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM %I, %I', current_schema(), bound, whole);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I, %I', current_schema(), bound, whole);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE ALL ON TABLES FROM %I, %I', current_schema(), bound, whole);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I REVOKE ALL ON SEQUENCES FROM %I, %I', current_schema(), bound, whole);
    EXECUTE format('DROP ROLE %I', bound);
    EXECUTE format('DROP ROLE %I', whole);
END
$$;
-- +goose StatementEnd
