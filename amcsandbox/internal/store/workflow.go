package store

import (
	"encoding/json"
	"fmt"
	"time"
)

// Workflow is a saved workflow; the document is what the API gives back.
type Workflow struct {
	InstanceID string
	ID         string
	CreatedAt  time.Time
	Document   json.RawMessage
}

func scanWorkflow(row scanner) (Workflow, error) {
	var w Workflow
	var created int64
	var document []byte
	err := row.Scan(&w.InstanceID, &w.ID, &created, &document)
	w.CreatedAt, w.Document = instant(created), document
	return w, err
}

// AddWorkflow keeps a new workflow, or returns ErrExists.
func (tx *Tx) AddWorkflow(w Workflow) error {
	return tx.insert("add workflow "+w.ID,
		"INSERT INTO workflow (instance_id, id, created_at, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		w.InstanceID, w.ID, micros(w.CreatedAt), string(w.Document))
}

// SetWorkflow replaces a workflow, or returns ErrNotFound.
func (tx *Tx) SetWorkflow(w Workflow) error {
	return tx.execOne("write workflow "+w.ID, "UPDATE workflow SET document = ? WHERE instance_id = ? AND id = ?",
		string(w.Document), w.InstanceID, w.ID)
}

// Workflow returns one workflow, or ErrNotFound.
func (tx *Tx) Workflow(instanceID, id string) (Workflow, error) {
	return one(tx, "read workflow "+id, scanWorkflow,
		"SELECT instance_id, id, created_at, document FROM workflow WHERE instance_id = ? AND id = ?", instanceID, id)
}

// Workflows returns up to limit workflows of an instance by id, beginning
// after the given one.
func (tx *Tx) Workflows(instanceID, after string, limit int) ([]Workflow, error) {
	return many(tx, "list workflows", scanWorkflow, `
		SELECT instance_id, id, created_at, document FROM workflow
		WHERE instance_id = ? AND id > ? ORDER BY id LIMIT ?`, instanceID, after, limit)
}

// DeleteWorkflow removes a workflow, or returns ErrNotFound.
func (tx *Tx) DeleteWorkflow(instanceID, id string) error {
	return tx.execOne("delete workflow "+id, "DELETE FROM workflow WHERE instance_id = ? AND id = ?", instanceID, id)
}

// Schedule is a recurring execution of a saved workflow.
type Schedule struct {
	InstanceID string
	ID         string
	WorkflowID string
	CreatedAt  time.Time
	// FiredThrough is the instant up to which everything due has been made.
	FiredThrough time.Time
	ScheduleDetails
}

// ScheduleDetails is what the API sets and gives back.
type ScheduleDetails struct {
	Period       string `json:"period"`
	StartDay     string `json:"startDay,omitempty"`
	HourUTC      int    `json:"hourUtc"`
	Enabled      bool   `json:"enabled"`
	Synthetic    bool   `json:"synthetic"`
	Unaggregated bool   `json:"unaggregated"`
}

const scheduleColumns = "instance_id, id, workflow_id, created_at, fired_through, document"

func scanSchedule(row scanner) (Schedule, error) {
	var (
		s              Schedule
		created, fired int64
		document       []byte
	)
	if err := row.Scan(&s.InstanceID, &s.ID, &s.WorkflowID, &created, &fired, &document); err != nil {
		return s, err
	}
	s.CreatedAt, s.FiredThrough = instant(created), instant(fired)
	if err := json.Unmarshal(document, &s.ScheduleDetails); err != nil {
		return s, fmt.Errorf("schedule %s: %w", s.ID, err)
	}
	return s, nil
}

// AddSchedule keeps a new schedule, or returns ErrExists.
func (tx *Tx) AddSchedule(s Schedule) error {
	document, err := json.Marshal(s.ScheduleDetails)
	if err != nil {
		return fmt.Errorf("add schedule %s: %w", s.ID, err)
	}
	return tx.insert("add schedule "+s.ID,
		"INSERT INTO schedule ("+scheduleColumns+") VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		s.InstanceID, s.ID, s.WorkflowID, micros(s.CreatedAt), micros(s.FiredThrough), string(document))
}

// SetSchedule replaces a schedule, or returns ErrNotFound.
func (tx *Tx) SetSchedule(s Schedule) error {
	document, err := json.Marshal(s.ScheduleDetails)
	if err != nil {
		return fmt.Errorf("write schedule %s: %w", s.ID, err)
	}
	return tx.execOne("write schedule "+s.ID,
		"UPDATE schedule SET workflow_id = ?, fired_through = ?, document = ? WHERE instance_id = ? AND id = ?",
		s.WorkflowID, micros(s.FiredThrough), string(document), s.InstanceID, s.ID)
}

// Schedule returns one schedule, or ErrNotFound.
func (tx *Tx) Schedule(instanceID, id string) (Schedule, error) {
	return one(tx, "read schedule "+id, scanSchedule,
		"SELECT "+scheduleColumns+" FROM schedule WHERE instance_id = ? AND id = ?", instanceID, id)
}

// Schedules returns up to limit schedules of an instance by id, beginning
// after the given one.
func (tx *Tx) Schedules(instanceID, after string, limit int) ([]Schedule, error) {
	return many(tx, "list schedules", scanSchedule,
		"SELECT "+scheduleColumns+" FROM schedule WHERE instance_id = ? AND id > ? ORDER BY id LIMIT ?", instanceID, after, limit)
}

// AllSchedules returns the schedules of all living instances.
func (tx *Tx) AllSchedules() ([]Schedule, error) {
	return many(tx, "list schedules", scanSchedule, `
		SELECT `+scheduleColumns+` FROM schedule
		WHERE instance_id IN (SELECT id FROM instance WHERE deleted_at IS NULL) ORDER BY instance_id, id`)
}

// SchedulesOf returns the ids of the schedules that run a workflow.
func (tx *Tx) SchedulesOf(instanceID, workflowID string) ([]string, error) {
	return many(tx, "list schedules of workflow "+workflowID, func(row scanner) (id string, err error) { return id, row.Scan(&id) },
		"SELECT id FROM schedule WHERE instance_id = ? AND workflow_id = ? ORDER BY id", instanceID, workflowID)
}

// DeleteSchedule removes a schedule, or returns ErrNotFound.
func (tx *Tx) DeleteSchedule(instanceID, id string) error {
	return tx.execOne("delete schedule "+id, "DELETE FROM schedule WHERE instance_id = ? AND id = ?", instanceID, id)
}
