package schedule

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/window"
)

// resolve fixes the window, the query's version and the values of an
// occurrence, from its logical time and once. What cannot be resolved is
// skipped, and false.
func (b *batch) resolve(def *definition, row *occurrenceRow) ([]*cellRow, bool) {
	found, known := b.query(def.QueryID, def.QueryVersion)
	if !known {
		b.skip(row, Reason{codeRefused, "The query, or the version of it that the schedule names, is not there.", "Choose another version in the schedule."})
		return nil, false
	}
	row.QueryVersion = found.Version
	resolved, err := window.Resolve(def.WindowSpec, row.DueAt)
	if err != nil {
		b.skip(row, refusal(err))
		return nil, false
	}
	row.WindowStart, row.WindowEnd, row.WindowZone = &resolved.Start, &resolved.End, resolved.Zone
	cells := make([]*cellRow, len(def.targets))
	for i, t := range def.targets {
		values := maps.Clone(def.Values)
		if values == nil {
			values = map[string]json.RawMessage{}
		}
		maps.Copy(values, t.Values)
		cells[i] = &cellRow{OccurrenceID: row.ID, InstanceID: t.InstanceID, Position: i}
		if cells[i].Values, err = resolveValues(values, row.DueAt, def.Rule.Zone); err != nil {
			cells[i].Refused, cells[i].Values = refusal(err), values
		}
	}
	return cells, true
}

// refusal tells a person why something was not begun.
func refusal(err error) Reason {
	found := fault.Of(err)
	parts := []string{found.Message}
	for _, field := range found.Fields {
		parts = append(parts, field.Pointer+" "+field.Message+".")
	}
	return Reason{found.Code, strings.Join(parts, " "), found.Next}
}

// beginOrWait begins an occurrence, or has it wait or be skipped for an earlier one.
func (b *batch) beginOrWait(def *definition, row *occurrenceRow, cells []*cellRow) error {
	begins, why := def.overlap.admit(def.Overlap, row.Kind)
	switch {
	case begins:
		return b.begin(def, row, cells)
	case why == reasonQueued:
		row.State, row.Queued, row.Reason = Waiting, true, why
	default:
		b.skip(row, why)
	}
	return nil
}

// priority is who is given slots first.
func (r *occurrenceRow) priority() execution.Priority {
	switch r.Kind {
	case Manual:
		return execution.Interactive
	case BackfillOf:
		return execution.Backfill
	default:
		return execution.Scheduled
	}
}

// begin prepares the executions of an occurrence. An instance for which none
// can be made says why.
func (b *batch) begin(def *definition, row *occurrenceRow, cells []*cellRow) error {
	row.State, row.Queued, row.Reason = Running, false, Reason{}
	if row.StartedAt == nil {
		row.StartedAt = &b.now
	}
	open := false
	for _, cell := range cells {
		begun, err := b.prepare(def, row, cell)
		if err != nil {
			return err
		}
		open = open || begun
	}
	if !open {
		b.looks = append(b.looks, &lookRow{OccurrenceID: row.ID, At: b.now})
	}
	return nil
}

// prepare makes the execution of a cell; false when there is none.
func (b *batch) prepare(def *definition, row *occurrenceRow, cell *cellRow) (bool, error) {
	if !cell.Refused.IsZero() {
		return false, nil
	}
	found, known := b.query(row.QueryID, row.QueryVersion)
	if !known {
		cell.Refused = Reason{codeRefused, "The version of the query that the occurrence was made with is not there.", ""}
		return false, nil
	}
	on, known := b.instances[cell.InstanceID]
	if !known {
		cell.Refused = Reason{codeRefused, "The instance is not there any more.", "Take it out of the schedule."}
		return false, nil
	}
	asker := row.AskedBy
	if asker == "" {
		asker = def.ResponsibleID
	}
	if !b.mayRun(asker, on.ID) {
		cell.Refused = reasonLost
		return false, nil
	}
	if !b.trusts(def, found, asker, on) {
		cell.Refused = reasonUntrusted
		return false, nil
	}
	p, err := b.s.executions.Prepare(execution.Order{
		Instance: execution.Instance{ID: on.ID, Account: on.AmazonAccount, ClientID: on.Client.ID, Synthetic: on.Synthetic(), OffBoarded: !on.Client.OffBoardedAt.IsZero()},
		QueryID:  found.ID, QueryVersion: found.Version, QueryName: found.Name, SQL: found.SQL,
		Parameters: found.Parameters, Placeholders: found.Placeholders, Tables: b.tables[on.ID], Values: cell.Values, Packs: b.packs,
		Window: row.window(), Timeout: time.Duration(row.TimeoutSeconds) * time.Second, KeepSuppressed: row.KeepSuppressed,
		Priority: row.priority(), For: asker, OccurrenceID: row.ID, Message: fmt.Sprintf("Queued by the schedule %s.", def.Name),
	})
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			return false, err
		}
		cell.Refused = refusal(err)
		return false, nil
	}
	cell.ExecutionID = p.ID()
	b.cellOf[p.ID()] = cell
	b.prepared = append(b.prepared, p)
	return true, nil
}
