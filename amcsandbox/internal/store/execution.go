package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// Execution is one workflow execution.
type Execution struct {
	ID string
	// Sequence orders executions by arrival; AddExecution sets it.
	Sequence   int64
	InstanceID string
	AccountID  string
	WorkflowID string
	CreatedAt  time.Time
	// VisibleAt is when reads begin to show it.
	VisibleAt time.Time
	// ReadyAt is when it may start, given a free slot.
	ReadyAt time.Time
	// RunTime is how long it runs at least; computing may take longer.
	RunTime time.Duration
	// StartedAt, ComputedAt and EndedAt are zero until they happen.
	StartedAt  time.Time
	ComputedAt time.Time
	EndedAt    time.Time
	// Status is the final state once EndedAt is set.
	Status string
	ExecutionRequest
	Outcome Outcome
}

// ExecutionRequest is what was asked for; it never changes.
type ExecutionRequest struct {
	// Workflow is the definition as it was when the execution was made.
	Workflow        json.RawMessage            `json:"workflow"`
	Category        string                     `json:"category"`
	WindowType      string                     `json:"windowType"`
	WindowStart     time.Time                  `json:"windowStart"`
	WindowEnd       time.Time                  `json:"windowEnd"`
	OriginalStart   string                     `json:"originalStart,omitempty"`
	OriginalEnd     string                     `json:"originalEnd,omitempty"`
	TimeZone        string                     `json:"timeZone"`
	ParameterValues map[string]json.RawMessage `json:"parameterValues,omitempty"`
	TimeoutSeconds  int                        `json:"timeoutSeconds"`
	IgnoreDataGaps  bool                       `json:"ignoreDataGaps,omitempty"`
	DryRun          bool                       `json:"dryRun,omitempty"`
	SkipPublish     bool                       `json:"skipPublish,omitempty"`
	Synthetic       bool                       `json:"synthetic,omitempty"`
	SyntheticAsked  bool                       `json:"syntheticAsked,omitempty"`
	Unaggregated    bool                       `json:"unaggregated,omitempty"`
	Advertisers     []Advertiser               `json:"advertisers,omitempty"`
	ValidationDelay time.Duration              `json:"validationDelay"`
	ForcedStatus    string                     `json:"forcedStatus,omitempty"`
	ForcedReason    string                     `json:"forcedReason,omitempty"`
	// ForcedEarly ends it at validation instead of after its run.
	ForcedEarly bool `json:"forcedEarly,omitempty"`
	// Columns are those the query compiled to.
	Columns     []Column `json:"columns,omitempty"`
	EmptyResult bool     `json:"emptyResult,omitempty"`
	Stuck       bool     `json:"stuck,omitempty"`
	ScheduleID  string   `json:"scheduleId,omitempty"`
	FileDate    string   `json:"fileDate"`
	FileVersion int      `json:"fileVersion"`
}

// Outcome is what computing gave.
type Outcome struct {
	// Status is SUCCEEDED, FAILED or REJECTED.
	Status string `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Computing is how long that took.
	Computing time.Duration `json:"computing,omitempty"`
	Rows      int64         `json:"rows,omitempty"`
	Bytes     int64         `json:"bytes,omitempty"`
	// Parts are the names of the result files.
	Parts []string `json:"parts,omitempty"`
}

// Column is one column of the result.
type Column struct {
	Name       string `json:"name"`
	DataType   string `json:"dataType"`
	ColumnType string `json:"columnType"`
}

const executionColumns = `id, sequence, instance_id, account_id, workflow_id, created_at, visible_at, ready_at, run_time,
	started_at, computed_at, ended_at, status, document, outcome`

func scanExecution(row scanner) (Execution, error) {
	var (
		e                                Execution
		created, visible, ready, runTime int64
		started, computed, ended         sql.NullInt64
		document, outcome                []byte
	)
	if err := row.Scan(&e.ID, &e.Sequence, &e.InstanceID, &e.AccountID, &e.WorkflowID, &created, &visible, &ready, &runTime,
		&started, &computed, &ended, &e.Status, &document, &outcome); err != nil {
		return e, err
	}
	e.CreatedAt, e.VisibleAt, e.ReadyAt = instant(created), instant(visible), instant(ready)
	e.RunTime = time.Duration(runTime) * time.Microsecond
	e.StartedAt, e.ComputedAt, e.EndedAt = nullInstant(started), nullInstant(computed), nullInstant(ended)
	if err := json.Unmarshal(document, &e.ExecutionRequest); err != nil {
		return e, fmt.Errorf("execution %s: %w", e.ID, err)
	}
	if err := json.Unmarshal(outcome, &e.Outcome); err != nil {
		return e, fmt.Errorf("outcome of execution %s: %w", e.ID, err)
	}
	return e, nil
}

// AddExecution keeps a new execution and returns its sequence.
func (tx *Tx) AddExecution(e Execution) (int64, error) {
	document, err := json.Marshal(e.ExecutionRequest)
	if err != nil {
		return 0, fmt.Errorf("add execution %s: %w", e.ID, err)
	}
	return one(tx, "add execution "+e.ID, func(row scanner) (sequence int64, err error) { return sequence, row.Scan(&sequence) }, `
		INSERT INTO execution (id, sequence, instance_id, account_id, workflow_id, created_at, visible_at, ready_at, run_time, status, document)
		VALUES (?, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM execution), ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING sequence`,
		e.ID, e.InstanceID, e.AccountID, e.WorkflowID, micros(e.CreatedAt), micros(e.VisibleAt), micros(e.ReadyAt),
		e.RunTime.Microseconds(), e.Status, string(document))
}

// NextSequence is the sequence AddExecution would give now.
func (tx *Tx) NextSequence() (int64, error) {
	return one(tx, "read next sequence", func(row scanner) (sequence int64, err error) { return sequence, row.Scan(&sequence) },
		"SELECT COALESCE(MAX(sequence), 0) + 1 FROM execution")
}

// SetExecutionState writes the instants, the state and the outcome of an
// execution. A final state stays what it is: ErrNotFound then.
func (tx *Tx) SetExecutionState(e Execution) error {
	outcome, err := json.Marshal(e.Outcome)
	if err != nil {
		return fmt.Errorf("write execution %s: %w", e.ID, err)
	}
	return tx.execOne("write execution "+e.ID, `
		UPDATE execution SET ready_at = ?, started_at = ?, computed_at = ?, ended_at = ?, status = ?, outcome = ?
		WHERE id = ? AND ended_at IS NULL`,
		micros(e.ReadyAt), nullMicros(e.StartedAt), nullMicros(e.ComputedAt), nullMicros(e.EndedAt), e.Status, string(outcome), e.ID)
}

// Execution returns one execution of an instance, or ErrNotFound.
func (tx *Tx) Execution(instanceID, id string) (Execution, error) {
	return one(tx, "read execution "+id, scanExecution,
		"SELECT "+executionColumns+" FROM execution WHERE instance_id = ? AND id = ?", instanceID, id)
}

// OpenExecutions returns all executions without a final state, and those that
// ended since the first waiting one became ready, oldest first.
//
// They are sorted here: asked to, SQLite would walk all that ever ended.
func (tx *Tx) OpenExecutions() ([]Execution, error) {
	open, err := many(tx, "list open executions", scanExecution, `
		SELECT `+executionColumns+` FROM execution WHERE ended_at IS NULL
		UNION ALL
		SELECT `+executionColumns+` FROM execution
		WHERE ended_at > (SELECT MIN(ready_at) FROM execution WHERE ended_at IS NULL AND started_at IS NULL)`)
	slices.SortFunc(open, func(a, b Execution) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return open, err
}

// ExecutionFilter narrows a list; zero fields match everything.
type ExecutionFilter struct {
	InstanceID       string
	WorkflowID       string
	CreatedFrom      time.Time
	CreatedTo        time.Time
	VisibleBy        time.Time
	IncludeCancelled bool
	Ascending        bool
	// After is the sequence of the last one of the page before.
	After int64
	Limit int
}

// Executions lists by creation, in the order of an index, so that a page costs as
// much as it shows, however many came before it.
func (tx *Tx) Executions(f ExecutionFilter) ([]Execution, error) {
	query := "SELECT " + executionColumns + " FROM execution WHERE instance_id = ? AND visible_at <= ?"
	args := []any{f.InstanceID, micros(f.VisibleBy)}
	add := func(condition string, arg any) {
		query += " AND " + condition
		args = append(args, arg)
	}
	if f.WorkflowID != "" {
		add("workflow_id = ?", f.WorkflowID)
	}
	if !f.CreatedFrom.IsZero() {
		add("created_at >= ?", micros(f.CreatedFrom))
	}
	if !f.CreatedTo.IsZero() {
		add("created_at <= ?", micros(f.CreatedTo))
	}
	if !f.IncludeCancelled {
		query += " AND status <> 'CANCELLED'"
	}
	order, beyond := " ORDER BY created_at DESC, sequence DESC", "<"
	if f.Ascending {
		order, beyond = " ORDER BY created_at, sequence", ">"
	}
	if f.After > 0 {
		add("(created_at, sequence) "+beyond+" (SELECT created_at, sequence FROM execution WHERE sequence = ?)", f.After)
	}
	return many(tx, "list executions", scanExecution, query+order+" LIMIT ?", append(args, f.Limit)...)
}

// CountExecutions counts the executions of an instance created since then, of
// one workflow or, when workflowID is empty, of all.
func (tx *Tx) CountExecutions(instanceID, workflowID string, since time.Time) (int, error) {
	return one(tx, "count executions", func(row scanner) (count int, err error) { return count, row.Scan(&count) }, `
		SELECT COUNT(*) FROM execution WHERE instance_id = ?1 AND created_at >= ?2 AND (?3 = '' OR workflow_id = ?3)`,
		instanceID, micros(since), workflowID)
}

// AllExecutions lists every execution, oldest first, for the admin endpoint.
func (tx *Tx) AllExecutions() ([]Execution, error) {
	return many(tx, "list executions", scanExecution, "SELECT "+executionColumns+" FROM execution ORDER BY sequence")
}
