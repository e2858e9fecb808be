package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// scheduleFile is a schedule as it is written in a file: as the API takes it,
// but queries and instances may go by their names and the rule by words.
type scheduleFile struct {
	httpapi.ScheduleContent
	When    string           `json:"when,omitempty"` // instead of rule
	Zone    string           `json:"zone,omitempty"` // of when, should it name none
	Targets []scheduleTarget `json:"targets"`

	path string
}

type scheduleTarget struct {
	httpapi.ScheduleTarget
	Instance string `json:"instance,omitempty"` // a name, or an id of ours or Amazon's
}

// readScheduleFiles reads files of which no two are about one schedule.
func readScheduleFiles(paths []string) ([]scheduleFile, error) {
	files, named := make([]scheduleFile, len(paths)), map[string]string{}
	for i, path := range paths {
		file, err := readScheduleFile(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if other, twice := named[file.Name]; twice {
			return nil, fmt.Errorf("%s: %s is about the schedule %q, too", path, other, file.Name)
		}
		named[file.Name], files[i] = path, file
	}
	return files, nil
}

func readScheduleFile(path string) (scheduleFile, error) {
	file := scheduleFile{path: path}
	var text []byte
	var err error
	if path == "-" {
		text, err = io.ReadAll(os.Stdin)
	} else {
		text, err = os.ReadFile(path)
	}
	if pathErr, ok := errors.AsType[*os.PathError](err); ok {
		return file, pathErr.Err // the caller names the file
	}
	if err != nil {
		return file, err
	}
	asJSON, err := yaml.YAMLToJSON(text) // JSON is YAML
	if err != nil {
		return file, err
	}
	decoder := json.NewDecoder(bytes.NewReader(asJSON))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return file, misread(err)
	}
	file.Name = strings.TrimSpace(file.Name)
	switch {
	case file.Name == "":
		return file, errors.New("a schedule needs a name, by which it is found again")
	case file.When != "" && file.Rule.Frequency != "":
		return file, errors.New("it says twice when it runs: leave out when or rule")
	case file.When == "" && file.Rule.Frequency == "":
		return file, errors.New(`it does not say when it runs: add when, such as "when: every Monday at 06:30 in Europe/Berlin", or a rule`)
	}
	return file, nil
}

// misread says in words what a decoder found.
func misread(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind := map[string]string{"string": "text", "int": "a whole number", "bool": "true or false"}[wrong.Type.Kind().String()]
		if kind == "" {
			kind = "something else"
		}
		hint := ""
		if kind == "text" {
			hint = ": put it in quotes"
		}
		field := strings.NewReplacer("ScheduleContent.", "", "ScheduleTarget.", "").Replace(wrong.Field)
		return fmt.Errorf("%s holds a value of kind %s where %s is expected%s", field, wrong.Value, kind, hint)
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("%s is no field of a schedule; docs/schedules.md lists them", field)
	}
	return err
}

// resolve finds the query and the instances that are named, and reads the words.
func (f scheduleFile) resolve(ctx context.Context, server *apiclient.Client) (httpapi.ScheduleContent, error) {
	content := f.ScheduleContent
	if content.Query.ID == "" {
		queries, err := queriesOf(ctx, server, content.Query.Name)
		if err != nil {
			return content, err
		}
		if len(queries) != 1 {
			return content, namedBy(len(queries), "saved query", "saved queries", "is named", content.Query.Name)
		}
		content.Query.ID = queries[0].ID
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
			return content, namedBy(len(found), "instance", "instances", "goes by", word)
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

// namedBy refuses a name that stands for none or for several.
func namedBy(n int, one, many, verb, name string) error {
	if n == 0 {
		return fmt.Errorf("no %s %s %q that you may see", one, verb, name)
	}
	return fmt.Errorf("%d %s go by %q: name one by its id", n, many, name)
}

// queriesOf are the saved queries of a name.
func queriesOf(ctx context.Context, server *apiclient.Client, name string) ([]httpapi.QuerySummary, error) {
	queries, err := server.QueriesNamed(ctx, name)
	return slices.DeleteFunc(queries, func(q httpapi.QuerySummary) bool { return q.Name != name }), err
}

// writtenSchedule is a schedule as it is put into a file: what goes without
// saying is left out.
type writtenSchedule struct {
	Name           string                     `json:"name"`
	Description    string                     `json:"description,omitempty"`
	ClientID       actor.ClientID             `json:"clientId,omitempty"`
	Query          writtenQuery               `json:"query"`
	When           string                     `json:"when,omitempty"`
	Rule           *httpapi.Recurrence        `json:"rule,omitempty"`
	Window         httpapi.ScheduleWindow     `json:"window"`
	Values         map[string]json.RawMessage `json:"values,omitempty"`
	Targets        []writtenTarget            `json:"targets"`
	Settle         string                     `json:"settle"`
	CatchUp        string                     `json:"catchUp"`
	Overlap        string                     `json:"overlap"`
	JitterSeconds  int                        `json:"jitterSeconds,omitempty"`
	TimeoutSeconds int                        `json:"timeoutSeconds,omitempty"`
	KeepSuppressed bool                       `json:"keepSuppressed,omitempty"`
	PauseAfter     int                        `json:"pauseAfter"`
}

type writtenQuery struct {
	ID      actor.QueryID `json:"id,omitempty"` // where the name says too little
	Name    string        `json:"name,omitempty"`
	Version int           `json:"version,omitempty"`
}

type writtenTarget struct {
	Instance string                     `json:"instance"`
	Values   map[string]json.RawMessage `json:"values,omitempty"`
}

// writeScheduleFile prints a schedule as YAML that apply reads back. Who is
// responsible is left to the server.
func writeScheduleFile(ctx context.Context, w io.Writer, server *apiclient.Client, s httpapi.Schedule) error {
	if s.HiddenTargets > 0 {
		return fmt.Errorf("the schedule also runs on %d instances that you may not see: a file would take them out", s.HiddenTargets)
	}
	out := writtenSchedule{
		Name: s.Name, Description: s.Description, ClientID: s.ClientID, Query: writtenQuery{Name: s.Query.Name, Version: s.Query.Version},
		When: s.Sentence, Window: s.Window, Values: s.Values, Settle: s.Settle, CatchUp: s.CatchUp, Overlap: s.Overlap,
		JitterSeconds: s.JitterSeconds, PauseAfter: s.PauseAfter, KeepSuppressed: s.KeepSuppressed,
	}
	if s.TimeoutSeconds != defaultTimeout {
		out.TimeoutSeconds = s.TimeoutSeconds
	}
	if s.Rule.Frequency == "cron" { // whose words cannot be read back
		out.When, out.Rule = "", &s.Rule
	}
	if out.Window.Zone == s.Rule.Zone {
		out.Window.Zone = ""
	}
	queries, err := queriesOf(ctx, server, s.Query.Name)
	if err != nil {
		return err
	}
	if len(queries) != 1 {
		out.Query.ID, out.Query.Name = s.Query.ID, ""
	}
	instances, err := server.Instances(ctx)
	if err != nil {
		return err
	}
	for _, t := range s.Targets {
		named, name := 0, string(t.InstanceID)
		for _, one := range instances {
			if t.Instance != nil && one.Name == t.Instance.Name {
				named++
			}
		}
		switch {
		case named == 1:
			name = t.Instance.Name
		case t.Instance != nil:
			name = t.Instance.AmazonID
		}
		out.Targets = append(out.Targets, writtenTarget{name, t.Values})
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	asYAML, err := yaml.JSONToYAML(text)
	if err != nil {
		return err
	}
	_, err = w.Write(asYAML)
	return err
}
