package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/google/uuid"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type scheduleApplyCmd struct {
	File   string `arg:"" help:"A schedule as YAML or JSON; - reads standard input."`
	DryRun bool   `help:"Show what would change, and change nothing."`
	JSON   bool   `name:"json" help:"Print JSON."`

	serverFlags
}

// scheduleFile is a schedule as it is written in a file: as the API takes it,
// but queries and instances may go by their names and the rule by words.
type scheduleFile struct {
	httpapi.ScheduleContent
	When    string           `json:"when,omitempty"` // instead of rule
	Zone    string           `json:"zone,omitempty"` // of when, should it name none
	Targets []scheduleTarget `json:"targets"`
}

type scheduleTarget struct {
	httpapi.ScheduleTarget
	Instance string `json:"instance,omitempty"` // a name, or an id of ours or Amazon's
}

// scheduleChange is what applying a file did, or would do.
type scheduleChange struct {
	Result   string            `json:"result"` // created, changed or unchanged
	DryRun   bool              `json:"dryRun,omitempty"`
	Changes  []fieldChange     `json:"changes,omitempty"`
	Schedule *httpapi.Schedule `json:"schedule,omitempty"` // absent when it would be created
}

type fieldChange struct {
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old,omitempty"`
	New   json.RawMessage `json:"new,omitempty"`
}

// Run makes the schedule what the file says. The name tells which it is.
func (c scheduleApplyCmd) Run(ctx context.Context) error {
	file, err := readScheduleFile(c.File)
	if err != nil {
		return err
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	wanted, err := file.resolve(ctx, server)
	if err != nil {
		return err
	}
	current, err := scheduleNamed(ctx, server, wanted.Name)
	if err != nil {
		return err
	}
	change, err := applySchedule(ctx, server, current, wanted, c.DryRun)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, change)
	}
	would := ""
	if c.DryRun && change.Result != "unchanged" {
		would = "would be "
	}
	fmt.Fprintf(os.Stdout, "%s: %s%s\n", wanted.Name, would, change.Result)
	for _, f := range change.Changes {
		fmt.Fprintf(os.Stdout, "  %s: %s -> %s\n", f.Field, orDash(string(f.Old)), orDash(string(f.New)))
	}
	return nil
}

func readScheduleFile(name string) (file scheduleFile, err error) {
	var text []byte
	if name == "-" {
		text, err = io.ReadAll(os.Stdin)
	} else {
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return file, err
	}
	asJSON, err := yaml.YAMLToJSON(text) // JSON is YAML
	if err != nil {
		return file, fmt.Errorf("%s: %w", name, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(asJSON))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return file, fmt.Errorf("%s: %w", name, err)
	}
	if strings.TrimSpace(file.Name) == "" {
		return file, fmt.Errorf("%s: a schedule needs a name, by which it is found again", name)
	}
	return file, nil
}

// resolve finds the query and the instances that are named, and reads the words.
func (f scheduleFile) resolve(ctx context.Context, server *apiclient.Client) (httpapi.ScheduleContent, error) {
	content := f.ScheduleContent
	if content.Query.ID == "" {
		queries, err := server.QueriesNamed(ctx, content.Query.Name)
		if err != nil {
			return content, err
		}
		matching := slices.DeleteFunc(queries, func(q httpapi.QuerySummary) bool { return q.Name != content.Query.Name })
		if len(matching) != 1 {
			return content, fmt.Errorf("%d saved queries are named %q: name one by its id", len(matching), content.Query.Name)
		}
		content.Query.ID = matching[0].ID
	}
	content.Query.Name = ""
	instances, err := server.Instances(ctx)
	if err != nil {
		return content, err
	}
	content.Targets = nil
	for _, t := range f.Targets {
		word := string(t.InstanceID)
		if word == "" {
			word = t.Instance
		}
		var found []actor.InstanceID
		for _, one := range instances {
			if string(one.ID) == word || one.AmazonID == word || one.Name == word {
				found = append(found, one.ID)
			}
		}
		if len(found) != 1 {
			return content, fmt.Errorf("%d instances go by %q", len(found), word)
		}
		content.Targets = append(content.Targets, httpapi.ScheduleTarget{InstanceID: found[0], Values: t.Values})
	}
	if f.When != "" {
		zone := f.Zone
		if zone == "" {
			zone = "UTC"
		}
		parsed, err := server.ParseRecurrence(ctx, f.When, zone)
		if err != nil {
			return content, err
		}
		content.Rule = parsed.Rule
		return content, nil
	}
	shown, err := server.PreviewSchedule(ctx, content.Rule, nil, "", 1)
	if err != nil {
		return content, err
	}
	content.Rule = shown.Rule // in its canonical form
	return content, nil
}

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

func applySchedule(ctx context.Context, server *apiclient.Client, current *httpapi.Schedule, wanted httpapi.ScheduleContent, dry bool) (scheduleChange, error) {
	change := scheduleChange{DryRun: dry}
	if current == nil {
		change.Result = "created"
		if dry {
			return change, nil
		}
		made, err := server.CreateSchedule(ctx, uuid.NewString(), wanted)
		change.Schedule = &made
		return change, err
	}
	if wanted.ResponsibleID == "" {
		wanted.ResponsibleID = current.Responsible.ID
	}
	differences, err := compareSchedules(contentOf(*current), wanted)
	if err != nil {
		return change, err
	}
	change.Result, change.Changes, change.Schedule = "changed", differences, current
	if len(differences) == 0 {
		change.Result = "unchanged"
		return change, nil
	}
	if dry {
		return change, nil
	}
	saved, err := server.SaveSchedule(ctx, current.ID, current.Version, wanted)
	change.Schedule = &saved
	return change, err
}

// contentOf is what a person would have written to get a schedule.
func contentOf(s httpapi.Schedule) httpapi.ScheduleContent {
	content := httpapi.ScheduleContent{
		Name: s.Name, Description: s.Description, ClientID: s.ClientID, Query: s.Query, Values: s.Values, Window: s.Window, Rule: s.Rule,
		Settle: s.Settle, CatchUp: s.CatchUp, Overlap: s.Overlap, JitterSeconds: s.JitterSeconds, TimeoutSeconds: s.TimeoutSeconds,
		PauseAfter: &s.PauseAfter, ResponsibleID: s.Responsible.ID,
	}
	content.Query.Name = ""
	for _, t := range s.Targets {
		content.Targets = append(content.Targets, httpapi.ScheduleTarget{InstanceID: t.InstanceID, Values: t.Values})
	}
	return content
}

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
		c.TimeoutSeconds = 21600
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
