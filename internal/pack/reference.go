package pack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Reference reads a value of a parameter or placeholder that stands for what a
// pack holds: {"pack": "<id>"}. It is false for every other value.
func Reference(value json.RawMessage) (actor.PackID, bool) {
	if text := bytes.TrimSpace(value); len(text) == 0 || text[0] != '{' {
		return "", false
	}
	var reference struct {
		Pack actor.PackID `json:"pack"`
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&reference); err != nil || reference.Pack == "" {
		return "", false
	}
	return reference.Pack, true
}

// References are the packs that values stand for, each once.
func References(all ...map[string]json.RawMessage) (ids []actor.PackID) {
	found := map[actor.PackID]bool{}
	for _, values := range all {
		for _, value := range values {
			if id, is := Reference(value); is {
				found[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Filling is a pack with its values, to fill parameters with.
type Filling struct {
	Pack

	Values []string
}

// Hidden reports whether the pack fills nothing: it is archived, or its brand is.
func (p Pack) Hidden() bool { return p.ArchivedAt != nil || p.BrandArchived }

// Entry is the value at a place as parameters and placeholders take it.
func (f Filling) Entry(place int) json.RawMessage { return jsonOf(f.Type, f.Values[place]) }

// List is all values as a JSON list.
func (f Filling) List() json.RawMessage { return f.join("", "") }

// Rows is all values as JSON rows of one cell each.
func (f Filling) Rows() json.RawMessage { return f.join("[", "]") }

func (f Filling) join(before, after string) json.RawMessage {
	var out bytes.Buffer
	out.WriteByte('[')
	for i := range f.Values {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(before)
		out.Write(f.Entry(i))
		out.WriteString(after)
	}
	out.WriteByte(']')
	return out.Bytes()
}

// ReadAll gives packs with their values in two statements of tx. What is
// missing, or what a may not see, is left out.
func ReadAll(ctx context.Context, tx bun.Tx, a actor.Actor, ids []actor.PackID) (map[actor.PackID]Filling, error) {
	found := make(map[actor.PackID]Filling, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	var rows []packRow
	if err := packs(tx, &rows, a).Where("pack.id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read packs: %w", err)
	}
	if len(rows) == 0 {
		return found, nil
	}
	seen := make([]actor.PackID, len(rows))
	for i, row := range rows {
		seen[i] = row.ID
	}
	var contents []contentRow
	if err := tx.NewSelect().Model(&contents).Where("pack_id IN (?)", bun.List(seen)).Scan(ctx); err != nil {
		return nil, fmt.Errorf("read values of packs: %w", err)
	}
	values := make(map[actor.PackID][]string, len(contents))
	for _, content := range contents {
		values[content.PackID] = content.values()
	}
	for _, row := range rows {
		found[row.ID] = Filling{row.pack(), values[row.ID]}
	}
	return found, nil
}
