package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type scheduleApplyCmd struct {
	File   []string `arg:"" help:"Schedules as YAML or JSON, one a file; - reads standard input."`
	DryRun bool     `help:"Check the files as the server would, show what would change, and change nothing."`
	JSON   bool     `name:"json" help:"Print JSON: an object for one file, a list for several."`

	serverFlags
}

// scheduleChange is what applying a file did, or would do.
type scheduleChange struct {
	Name     string            `json:"name"`
	Result   string            `json:"result"` // created, changed or unchanged
	DryRun   bool              `json:"dryRun,omitempty"`
	Changes  []fieldChange     `json:"changes,omitempty"`
	Schedule *httpapi.Schedule `json:"schedule,omitempty"` // absent when it would be created

	wanted  httpapi.ScheduleContent
	current *httpapi.Schedule
	checked httpapi.CheckedSchedule
}

type fieldChange struct {
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old,omitempty"`
	New   json.RawMessage `json:"new,omitempty"`
}

// Run makes schedules what the files say, once the server would take them all.
// Their names tell which they are.
func (c scheduleApplyCmd) Run(ctx context.Context) error {
	files, err := readScheduleFiles(c.File)
	if err != nil {
		return err
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	changes := make([]*scheduleChange, len(files))
	for i, file := range files {
		if changes[i], err = planSchedule(ctx, server, file); err != nil {
			return fmt.Errorf("%s: %w", file.path, err)
		}
	}
	for i, change := range changes {
		change.DryRun = c.DryRun
		if !c.DryRun {
			if err := change.apply(ctx, server); err != nil {
				return fmt.Errorf("%s: %w", files[i].path, err)
			}
		}
		if !c.JSON {
			change.print()
		}
	}
	switch {
	case !c.JSON:
		return nil
	case len(changes) == 1:
		return printJSON(os.Stdout, changes[0])
	default:
		return printJSON(os.Stdout, changes)
	}
}

func (c *scheduleChange) print() {
	would := ""
	if c.DryRun && c.Result != unchanged {
		would = "would be "
	}
	fmt.Fprintf(os.Stdout, "%s: %s%s\n", c.Name, would, c.Result)
	for _, f := range c.Changes {
		fmt.Fprintf(os.Stdout, "  %s: %s -> %s\n", f.Field, orDash(string(f.Old)), orDash(string(f.New)))
	}
	if c.DryRun && c.Result != unchanged {
		fmt.Fprintf(os.Stdout, "  %s; first at %s there\n", c.checked.Sentence, localText(c.checked.LocalAt))
	}
}

// localText is a local time as people write it.
func localText(local string) string { return strings.Replace(local, "T", " ", 1) }

// scheduleNamed finds the schedule of a name, nil when there is none.
func scheduleNamed(ctx context.Context, server *apiclient.Client, name string) (*httpapi.Schedule, error) {
	var found []httpapi.Schedule
	filter := apiclient.ScheduleFilter{Search: name, Limit: 200}
	for {
		page, err := server.Schedules(ctx, filter)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Items {
			if s.Name == name {
				found = append(found, s)
			}
		}
		if filter.Cursor = page.NextCursor; filter.Cursor == "" {
			break
		}
	}
	switch len(found) {
	case 0:
		return nil, nil //nolint:nilnil // there is none yet
	case 1:
		return &found[0], nil
	default:
		return nil, fmt.Errorf("%d schedules are named %q: rename all but one", len(found), name)
	}
}

const unchanged = "unchanged"

// planSchedule finds out what a file would change, and has the server check it.
func planSchedule(ctx context.Context, server *apiclient.Client, file scheduleFile) (*scheduleChange, error) {
	wanted, err := file.resolve(ctx, server)
	if err != nil {
		return nil, err
	}
	change := &scheduleChange{Name: wanted.Name, Result: "created"}
	if change.current, err = scheduleNamed(ctx, server, wanted.Name); err != nil {
		return nil, err
	}
	var id actor.ScheduleID
	if current := change.current; current != nil {
		id = current.ID
		if wanted.ResponsibleID == "" {
			wanted.ResponsibleID = current.Responsible.ID
		}
		change.Result, change.Schedule = "changed", current
		if change.Changes, err = compareSchedules(contentOf(*current), wanted); err != nil {
			return nil, err
		}
		if len(change.Changes) == 0 {
			change.Result = unchanged
			return change, nil
		}
	}
	change.wanted = wanted
	change.checked, err = server.CheckSchedule(ctx, id, wanted)
	return change, err
}

func (c *scheduleChange) apply(ctx context.Context, server *apiclient.Client) (err error) {
	if c.Result == unchanged {
		return nil
	}
	var saved httpapi.Schedule
	if c.current == nil {
		saved, err = server.CreateSchedule(ctx, uuid.NewString(), c.wanted)
	} else {
		saved, err = server.SaveSchedule(ctx, c.current.ID, c.current.Version, c.wanted)
	}
	c.Schedule = &saved
	return err
}

// contentOf is what a person would have written to get a schedule.
func contentOf(s httpapi.Schedule) httpapi.ScheduleContent {
	content := httpapi.ScheduleContent{
		Name: s.Name, Description: s.Description, ClientID: s.ClientID, Query: s.Query, Values: s.Values, Window: s.Window, Rule: s.Rule,
		Settle: s.Settle, CatchUp: s.CatchUp, Overlap: s.Overlap, JitterSeconds: s.JitterSeconds, TimeoutSeconds: s.TimeoutSeconds,
		PauseAfter: &s.PauseAfter, ResponsibleID: s.Responsible.ID, KeepSuppressed: s.KeepSuppressed,
	}
	content.Query.Name = ""
	for _, t := range s.Targets {
		content.Targets = append(content.Targets, httpapi.ScheduleTarget{InstanceID: t.InstanceID, Values: t.Values})
	}
	return content
}

const defaultTimeout = 21600 // seconds

// withDefaults writes down what the server takes for granted.
func withDefaults(c httpapi.ScheduleContent) httpapi.ScheduleContent {
	for _, word := range []struct {
		value     *string
		otherwise string
	}{{&c.Settle, "wait"}, {&c.CatchUp, "latest"}, {&c.Overlap, "skip"}, {&c.Window.Zone, c.Rule.Zone}} {
		if *word.value == "" {
			*word.value = word.otherwise
		}
	}
	if c.TimeoutSeconds == 0 {
		c.TimeoutSeconds = defaultTimeout
	}
	if c.PauseAfter == nil {
		c.PauseAfter = new(3)
	}
	return c
}

// compareSchedules lists the fields in which two contents differ.
func compareSchedules(old, wanted httpapi.ScheduleContent) ([]fieldChange, error) {
	before, err := fieldsOf(withDefaults(old))
	if err != nil {
		return nil, err
	}
	after, err := fieldsOf(withDefaults(wanted))
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for name := range before {
		names[name] = true
	}
	for name := range after {
		names[name] = true
	}
	var changes []fieldChange
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !sameJSON(before[name], after[name]) {
			changes = append(changes, fieldChange{Field: name, Old: before[name], New: after[name]})
		}
	}
	return changes, nil
}

func fieldsOf(c httpapi.ScheduleContent) (fields map[string]json.RawMessage, err error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return fields, json.Unmarshal(text, &fields)
}

// sameJSON reports whether two values say the same; an empty one says nothing.
func sameJSON(a, b json.RawMessage) bool {
	read := func(text json.RawMessage) any {
		if len(text) == 0 || string(text) == "{}" {
			return nil
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) != nil {
			return string(text)
		}
		return value
	}
	return reflect.DeepEqual(read(a), read(b))
}
