-- +goose Up

-- What somebody is told about their account is about nobody's client, and for them alone.
ALTER POLICY bound ON notice USING ((person_id IS NULL OR person_id = (SELECT acting_person())) AND (instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_whole_clients())
    OR EXISTS (SELECT FROM notice_subject WHERE notice_subject.notice_id = notice.id)
    OR person_id IS NOT NULL AND kind IN ('channel', 'system')))
WITH CHECK ((person_id IS NULL OR person_id = (SELECT acting_person())) AND (instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_whole_clients())
    OR EXISTS (SELECT FROM notice_subject WHERE notice_subject.notice_id = notice.id)
    OR person_id IS NOT NULL AND kind IN ('channel', 'system')));

-- +goose Down
ALTER POLICY bound ON notice USING ((person_id IS NULL OR person_id = (SELECT acting_person())) AND (instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_whole_clients())
    OR EXISTS (SELECT FROM notice_subject WHERE notice_subject.notice_id = notice.id)
    OR person_id IS NOT NULL AND kind = 'channel'))
WITH CHECK ((person_id IS NULL OR person_id = (SELECT acting_person())) AND (instance_id IN (SELECT seen_instances())
    OR instance_id IS NULL AND client_id IN (SELECT seen_whole_clients())
    OR EXISTS (SELECT FROM notice_subject WHERE notice_subject.notice_id = notice.id)
    OR person_id IS NOT NULL AND kind = 'channel'));
