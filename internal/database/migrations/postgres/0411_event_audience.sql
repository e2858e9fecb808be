-- +goose Up

-- Live updates are handed out to whom the database shows their events. One of what belongs to several instances, or to
-- nobody, is shown to who is shown what it is about; of people, groups and grants to who reads people. (Of groups and
-- people administrators learn, too.)
ALTER POLICY bound ON event USING (person_id = (SELECT acting_person()) OR person_id IS NULL AND (
    instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_clients())
    OR kind IN ('person', 'group', 'grant') AND (SELECT EXISTS (SELECT FROM person AS reader
        WHERE reader.id = acting_person() AND reader.role IN ('owner', 'auditor') AND reader.disabled_at IS NULL))
    OR instance_id IS NULL AND client_id IS NULL AND CASE kind
        WHEN 'query' THEN (SELECT sees_anything())
        WHEN 'schedule' THEN subject_id IN (SELECT seen_schedules())
        WHEN 'occurrence' THEN EXISTS (SELECT FROM occurrence WHERE occurrence.id = subject_id)
        WHEN 'backfill' THEN EXISTS (SELECT FROM backfill WHERE backfill.id = subject_id)
        WHEN 'notice' THEN EXISTS (SELECT FROM notice WHERE notice.id = subject_id)
        WHEN 'person' THEN (SELECT EXISTS (SELECT administered_instances()) OR EXISTS (SELECT administered_clients()))
        WHEN 'group' THEN (SELECT EXISTS (SELECT administered_instances()) OR EXISTS (SELECT administered_clients()))
        ELSE false
    END));

-- +goose Down
ALTER POLICY bound ON event USING (person_id = (SELECT acting_person()) OR person_id IS NULL
    AND (instance_id IN (SELECT seen_instances()) OR instance_id IS NULL AND client_id IN (SELECT seen_clients())));
