package httpapi

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/idempotency"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/recurrence"
	"github.com/recomamp/recomamp/internal/schedule"
	"github.com/recomamp/recomamp/internal/window"
	"github.com/recomamp/recomamp/internal/zone"
)

// ScheduleQuery names the query that a schedule runs.
type ScheduleQuery struct {
	ID      actor.QueryID `json:"id" minLength:"1"`
	Version int           `json:"version,omitempty" minimum:"0" doc:"0 or absent: the newest when it fires."`
	Name    string        `json:"name,omitempty" readOnly:"true"`
}

// ScheduleTarget is an instance that a schedule runs on.
type ScheduleTarget struct {
	InstanceID actor.InstanceID           `json:"instanceId" minLength:"1" doc:"Ours or Amazon's id; answers have ours."`
	Values     map[string]json.RawMessage `json:"values,omitempty" doc:"Of parameters and placeholders on this instance, beside and over those of the schedule."`
	Instance   *InstanceRef               `json:"instance,omitempty" readOnly:"true"`
	Problem    *Trouble                   `json:"problem,omitempty" readOnly:"true" doc:"Why nothing can run on it any more: Amazon no longer lists it, or its client is being off-boarded."`
	Waits      *Trouble                   `json:"waits,omitempty" readOnly:"true" doc:"Why what runs on it waits for now: its connection to Amazon is missing, or needs a person. It goes on by itself once that is mended."`
}

// ScheduleWindow is the span of time each occurrence reads, seen from its due instant.
type ScheduleWindow struct {
	Preset string `json:"preset,omitempty" enum:"yesterday,last_7_days,last_14_days,last_30_days,last_full_week,last_full_month,month_to_date"`
	Range  string `json:"range,omitempty" maxLength:"200" doc:"A whole window as a dynamic date." example:"last_full_week(monday)"`
	From   string `json:"from,omitempty" maxLength:"200" doc:"Local start, included: a date, a date-time or a dynamic date." example:"start_of_month(-1)"`
	To     string `json:"to,omitempty" maxLength:"200" doc:"Local end, not included." example:"today"`
	Zone   string `json:"zone,omitempty" maxLength:"64" doc:"IANA name; the rule's zone when absent." example:"Europe/Berlin"`
}

// ScheduleContent is what a person says about a schedule.
type ScheduleContent struct {
	Name           string                     `json:"name" minLength:"1" maxLength:"200"`
	Description    string                     `json:"description,omitempty" maxLength:"10000"`
	ClientID       actor.ClientID             `json:"clientId,omitempty"`
	Query          ScheduleQuery              `json:"query"`
	Targets        []ScheduleTarget           `json:"targets" minItems:"1" maxItems:"500"`
	Values         map[string]json.RawMessage `json:"values,omitempty" doc:"Of parameters and placeholders, on all instances."`
	Window         ScheduleWindow             `json:"window"`
	Rule           Recurrence                 `json:"rule"`
	Settle         string                     `json:"settle,omitempty" enum:"wait,run" doc:"wait (the default) begins once the window's data are complete, 48 hours after its end; run begins when due."`
	CatchUp        string                     `json:"catchUp,omitempty" enum:"latest,all,none" doc:"What becomes of instants at which no server ran: the newest is made up for (the default), all are, none is."`
	Overlap        string                     `json:"overlap,omitempty" enum:"skip,queue,allow" doc:"What an occurrence does while an earlier one runs; skip when absent."`
	JitterSeconds  int                        `json:"jitterSeconds,omitempty" minimum:"0" maximum:"3600" doc:"Each occurrence begins up to this late, always by the same amount."`
	TimeoutSeconds int                        `json:"timeoutSeconds,omitempty" minimum:"900" maximum:"86400" doc:"Of each execution; 21600 when absent."`
	KeepSuppressed bool                       `json:"keepSuppressed,omitempty" doc:"Have AMC keep rows of too few users without the values that would show them, in each execution."`
	PauseAfter     *int                       `json:"pauseAfter,omitempty" minimum:"0" maximum:"1000" doc:"Failed occurrences in a row that pause it; 3 when absent, 0 for never."`
	ResponsibleID  actor.PersonID             `json:"responsibleId,omitempty" doc:"Whose executions they are; who saves it when absent."`
}

// Schedule runs a query on instances by a recurrence.
type Schedule struct {
	ID             actor.ScheduleID           `json:"id"`
	Name           string                     `json:"name"`
	Description    string                     `json:"description"`
	Version        int                        `json:"version" doc:"Counts the edits; the ETag in quotes."`
	ClientID       actor.ClientID             `json:"clientId,omitempty"`
	Query          ScheduleQuery              `json:"query"`
	Targets        []ScheduleTarget           `json:"targets"`
	HiddenTargets  int                        `json:"hiddenTargets,omitempty" doc:"Instances it also runs on that you may not see. Only who may manage all of them changes it."`
	Values         map[string]json.RawMessage `json:"values"`
	Window         ScheduleWindow             `json:"window"`
	Rule           Recurrence                 `json:"rule"`
	Sentence       string                     `json:"sentence" doc:"The rule in words." example:"Every weekday at 06:30 in Europe/Berlin"`
	Settle         string                     `json:"settle" enum:"wait,run"`
	CatchUp        string                     `json:"catchUp" enum:"latest,all,none"`
	Overlap        string                     `json:"overlap" enum:"skip,queue,allow"`
	JitterSeconds  int                        `json:"jitterSeconds"`
	TimeoutSeconds int                        `json:"timeoutSeconds"`
	KeepSuppressed bool                       `json:"keepSuppressed" doc:"AMC is to keep rows of too few users without the values that would show them."`
	PauseAfter     int                        `json:"pauseAfter"`
	State          string                     `json:"state" enum:"active,paused"`
	Pause          *SchedulePause             `json:"pause,omitempty"`
	Failures       int                        `json:"failures" doc:"Failed occurrences in a row."`
	NextAt         *time.Time                 `json:"nextAt,omitempty" doc:"Absent while paused."`
	LastOccurrence *Occurrence                `json:"lastOccurrence,omitempty" doc:"The newest due one or run now."`
	Responsible    PersonRef                  `json:"responsible"`
	CreatedAt      time.Time                  `json:"createdAt"`
	UpdatedAt      time.Time                  `json:"updatedAt"`
	DeletedAt      *time.Time                 `json:"deletedAt,omitempty" doc:"Its history is kept."`
}

// SchedulePause says why a schedule makes no occurrences by itself.
type SchedulePause struct {
	Cause   string     `json:"cause" enum:"person,failures,connection,ended,access,off_boarding" doc:"access: whoever is responsible may no longer run it. off_boarding: its client is being off-boarded."`
	Class   string     `json:"class,omitempty" doc:"Of the failures."`
	Message string     `json:"message,omitempty"`
	At      time.Time  `json:"at"`
	By      *PersonRef `json:"by,omitempty"`
	Next    string     `json:"next,omitempty" doc:"What a person can do."`
}

type listSchedulesInput struct {
	Paging
	State    string           `query:"state" enum:"active,paused"`
	Instance actor.InstanceID `query:"instance" doc:"Ours or Amazon's id."`
	Client   actor.ClientID   `query:"client"`
	Search   string           `query:"search" maxLength:"200" doc:"Part of the name or the description."`
}

type createScheduleInput struct {
	OnceOnly
	Body ScheduleContent
}

// ScheduleInput names one schedule.
type ScheduleInput struct {
	ID actor.ScheduleID `path:"id"`
}

type saveScheduleInput struct {
	OnVersion
	ScheduleInput
	Body ScheduleContent
}

type checkScheduleInput struct {
	Schedule actor.ScheduleID `query:"schedule" doc:"The schedule that would be changed; a new one would be made when absent."`
	Body     ScheduleContent
}

// CheckedSchedule is a schedule that would be saved.
type CheckedSchedule struct {
	Content  ScheduleContent `json:"content" doc:"With what is taken for granted."`
	Sentence string          `json:"sentence" doc:"The rule in words."`
	NextAt   time.Time       `json:"nextAt" doc:"The first instant."`
	LocalAt  string          `json:"localAt" doc:"On the clocks of the rule's zone." example:"2026-10-25T06:30:00"`
}

type deleteScheduleInput struct {
	OnVersion
	ScheduleInput
}

type pauseScheduleInput struct {
	ScheduleInput
	Body *struct {
		Message string `json:"message,omitempty" maxLength:"2000" doc:"Why, for others."`
	} `required:"false"`
}

type runScheduleInput struct {
	OnceOnly
	ScheduleInput
	Body *struct {
		Resume bool `json:"resume,omitempty" doc:"End a pause for failures once the run has succeeded: test and resume."`
	} `required:"false"`
}

func (s *Server) scheduleRoutes() {
	signedIn(s, operation(http.MethodGet, "/schedules", "listSchedules", "schedules", "Schedules, by name"), s.listSchedules)
	signedIn(s, large(failing(created(acting(operation(http.MethodPost, "/schedules", "createSchedule", "schedules", "Make a schedule"), audit.ScheduleCreated)),
		http.StatusNotFound)), s.createSchedule)
	signedIn(s, large(failing(reading(operation(http.MethodPost, "/schedules/check", "checkSchedule", "schedules", "Refuse what saving a schedule would refuse, and store nothing")),
		http.StatusNotFound)), s.checkSchedule)
	signedIn(s, failing(operation(http.MethodGet, "/schedules/{id}", "getSchedule", "schedules", "One schedule"), http.StatusNotFound), s.getSchedule)
	signedIn(s, large(failing(acting(operation(http.MethodPut, "/schedules/{id}", "saveSchedule", "schedules", "Change a schedule; what is due by then is accounted for by what it was"), audit.ScheduleChanged),
		http.StatusNotFound, http.StatusConflict)), s.saveSchedule)
	signedIn(s, failing(acting(operation(http.MethodDelete, "/schedules/{id}", "deleteSchedule", "schedules", "End a schedule and keep its history"), audit.ScheduleDeleted),
		http.StatusNotFound, http.StatusConflict), s.deleteSchedule)
	signedIn(s, failing(acting(operation(http.MethodPost, "/schedules/{id}/pause", "pauseSchedule", "schedules", "Have it make no occurrences by itself"), audit.SchedulePaused),
		http.StatusNotFound), s.pauseSchedule)
	signedIn(s, failing(acting(operation(http.MethodPost, "/schedules/{id}/resume", "resumeSchedule", "schedules", "End a pause"), audit.ScheduleResumed),
		http.StatusNotFound, http.StatusConflict), s.resumeSchedule)
	signedIn(s, failing(created(acting(operation(http.MethodPost, "/schedules/{id}/run", "runSchedule", "schedules", "Make an occurrence now"), audit.ScheduleRun)),
		http.StatusNotFound, http.StatusConflict), s.runSchedule)
	s.scheduleVersionRoutes()
	s.schedulePreviewRoutes()
	s.occurrenceRoutes()
	s.backfillRoutes()
	s.scheduleAnalyticsRoutes()
}

func (s *Server) listSchedules(ctx context.Context, a actor.Actor, in *listSchedulesInput) (*body[Page[Schedule]], error) {
	filter := schedule.Filter{State: schedule.State(in.State), ClientID: in.Client, Search: in.Search}
	var err error
	if filter.After, err = cursorOf[schedule.Key](in.Cursor); err != nil {
		return nil, err
	}
	if in.Instance != "" {
		found, err := s.deps.Instances.Find(ctx, a, in.Instance)
		if err != nil {
			return nil, err
		}
		filter.InstanceID = found.ID
	}
	found, err := s.deps.Schedules.List(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	on, err := s.scheduleInstances(ctx, a)
	if err != nil {
		return nil, err
	}
	now := s.deps.Clock.Now()
	out := func(one schedule.Schedule) Schedule { return scheduleOut(a, one, on, now) }
	return &body[Page[Schedule]]{Body: pageOf(found, in.Limit, out, schedule.Schedule.Key)}, nil
}

func (s *Server) createSchedule(ctx context.Context, a actor.Actor, in *createScheduleInput) (*versioned[Schedule], error) {
	key, err := idempotency.NewKey(in.IdempotencyKey, "createSchedule", in.Body)
	if err != nil {
		return nil, err
	}
	content, err := s.scheduleContent(ctx, a, in.Body)
	if err != nil {
		return nil, err
	}
	made, err := s.deps.Schedules.Create(ctx, a, content, key)
	return s.scheduleAnswer(ctx, a, made, err)
}

func (s *Server) checkSchedule(ctx context.Context, a actor.Actor, in *checkScheduleInput) (*body[CheckedSchedule], error) {
	content, err := s.scheduleContent(ctx, a, in.Body)
	if err != nil {
		return nil, err
	}
	checked, err := s.deps.Schedules.Check(ctx, a, in.Schedule, content)
	if err != nil {
		return nil, err
	}
	location, err := zone.Load(checked.Rule.Zone)
	if err != nil {
		return nil, err
	}
	return &body[CheckedSchedule]{Body: CheckedSchedule{
		Content: contentOut(checked.Content), Sentence: recurrence.Describe(checked.Rule),
		NextAt: checked.NextAt, LocalAt: checked.NextAt.In(location).Format(window.LocalLayout),
	}}, nil
}

func (s *Server) getSchedule(ctx context.Context, a actor.Actor, in *ScheduleInput) (*versioned[Schedule], error) {
	found, err := s.deps.Schedules.Get(ctx, a, in.ID)
	return s.scheduleAnswer(ctx, a, found, err)
}

func (s *Server) saveSchedule(ctx context.Context, a actor.Actor, in *saveScheduleInput) (*versioned[Schedule], error) {
	version, err := in.revision()
	if err == nil && version < 1 {
		err = errIfMatch // schedules count from 1
	}
	if err != nil {
		return nil, err
	}
	content, err := s.scheduleContent(ctx, a, in.Body)
	if err != nil {
		return nil, err
	}
	saved, err := s.deps.Schedules.Save(ctx, a, in.ID, version, content)
	if conflict := fault.Of(err); err != nil && conflict.Code == schedule.ErrConflict.Code {
		current, err := s.deps.Schedules.Get(ctx, a, in.ID)
		if err != nil {
			return nil, err
		}
		on, err := s.scheduleInstances(ctx, a)
		if err != nil {
			return nil, err
		}
		return nil, conflict.WithDetail("current", scheduleOut(a, current, on, s.deps.Clock.Now()))
	}
	return s.scheduleAnswer(ctx, a, saved, err)
}

func (s *Server) deleteSchedule(ctx context.Context, a actor.Actor, in *deleteScheduleInput) (*none, error) {
	version, err := in.revision()
	if err == nil && version < 1 {
		err = errIfMatch // schedules count from 1
	}
	if err != nil {
		return nil, err
	}
	return nil, s.deps.Schedules.Delete(ctx, a, in.ID, version)
}

func (s *Server) pauseSchedule(ctx context.Context, a actor.Actor, in *pauseScheduleInput) (*versioned[Schedule], error) {
	message := ""
	if in.Body != nil {
		message = in.Body.Message
	}
	paused, err := s.deps.Schedules.Pause(ctx, a, in.ID, message)
	return s.scheduleAnswer(ctx, a, paused, err)
}

func (s *Server) resumeSchedule(ctx context.Context, a actor.Actor, in *ScheduleInput) (*versioned[Schedule], error) {
	resumed, err := s.deps.Schedules.Resume(ctx, a, in.ID)
	return s.scheduleAnswer(ctx, a, resumed, err)
}

func (s *Server) runSchedule(ctx context.Context, a actor.Actor, in *runScheduleInput) (*body[Occurrence], error) {
	params := schedule.RunParams{Resume: in.Body != nil && in.Body.Resume}
	var err error
	if params.Key, err = idempotency.NewKey(in.IdempotencyKey, "runSchedule", []any{in.ID, params.Resume}); err != nil {
		return nil, err
	}
	made, err := s.deps.Schedules.Run(ctx, a, in.ID, params)
	if err != nil {
		return nil, err
	}
	return &body[Occurrence]{Body: occurrenceOut(made, s.deps.Clock.Now())}, nil
}

// scheduleContent reads what a person wrote; instances may be named by Amazon's ids.
func (s *Server) scheduleContent(ctx context.Context, a actor.Actor, in ScheduleContent) (schedule.Content, error) {
	c := schedule.Content{
		Name: in.Name, Description: in.Description, ClientID: in.ClientID, QueryID: in.Query.ID, QueryVersion: in.Query.Version,
		Values: in.Values, Window: in.Window.spec(), Rule: in.Rule.rule(),
		Settle: schedule.Settle(in.Settle), CatchUp: schedule.CatchUp(in.CatchUp), Overlap: schedule.Overlap(in.Overlap),
		Jitter: time.Duration(in.JitterSeconds) * time.Second, Timeout: time.Duration(in.TimeoutSeconds) * time.Second,
		PauseAfter: schedule.DefaultPauseAfter, ResponsibleID: in.ResponsibleID, KeepSuppressed: in.KeepSuppressed,
	}
	if in.PauseAfter != nil {
		c.PauseAfter = *in.PauseAfter
	}
	refs, err := s.instanceRefs(ctx, a, "")
	if err != nil {
		return c, err
	}
	byAmazon := map[string]actor.InstanceID{}
	for id, ref := range refs {
		byAmazon[ref.AmazonID] = id
	}
	for _, t := range in.Targets {
		id := t.InstanceID
		if _, ours := refs[id]; !ours && byAmazon[string(id)] != "" {
			id = byAmazon[string(id)]
		}
		c.Targets = append(c.Targets, schedule.Target{InstanceID: id, Values: t.Values})
	}
	return c, nil
}

func (s *Server) scheduleAnswer(ctx context.Context, a actor.Actor, found schedule.Schedule, err error) (*versioned[Schedule], error) {
	if err != nil {
		return nil, err
	}
	on, err := s.scheduleInstances(ctx, a)
	if err != nil {
		return nil, err
	}
	return &versioned[Schedule]{ETag: etag(found.Version), Body: scheduleOut(a, found, on, s.deps.Clock.Now())}, nil
}

func scheduleOut(a actor.Actor, f schedule.Schedule, on map[actor.InstanceID]instance.Instance, now time.Time) Schedule {
	out := Schedule{
		ID: f.ID, Name: f.Name, Description: f.Description, Version: f.Version, ClientID: f.ClientID,
		Query:  ScheduleQuery{ID: f.QueryID, Version: f.QueryVersion, Name: f.QueryName},
		Values: f.Values, Window: scheduleWindowOut(f.Window),
		Rule: recurrenceOut(f.Rule), Sentence: f.Sentence(), Settle: string(f.Settle), CatchUp: string(f.CatchUp), Overlap: string(f.Overlap),
		JitterSeconds: int(f.Jitter / time.Second), TimeoutSeconds: int(f.Timeout / time.Second), PauseAfter: f.PauseAfter, KeepSuppressed: f.KeepSuppressed,
		HiddenTargets: f.Hidden, State: string(f.State), Failures: f.Failures, NextAt: timeOrNone(f.NextAt), Targets: make([]ScheduleTarget, len(f.Targets)),
		Responsible: PersonRef{ID: f.ResponsibleID, Name: f.ResponsibleName}, CreatedAt: f.CreatedAt, UpdatedAt: f.UpdatedAt, DeletedAt: f.DeletedAt,
	}
	for i, t := range f.Targets {
		out.Targets[i] = ScheduleTarget{InstanceID: t.InstanceID, Values: t.Values}
		if at, known := on[t.InstanceID]; known {
			ref := instanceRefOf(at)
			out.Targets[i].Instance, out.Targets[i].Problem, out.Targets[i].Waits = &ref, targetTrouble(at), targetWait(a, at)
		}
	}
	if p := f.Pause; p != nil {
		out.Pause = &SchedulePause{Cause: string(p.Cause), Class: p.Class, Message: p.Message, At: p.At, Next: p.Next}
		if p.By != "" {
			out.Pause.By = &PersonRef{ID: p.By, Name: f.PausedByName}
		}
	}
	if f.Last != nil {
		last := occurrenceOut(*f.Last, now)
		out.LastOccurrence = &last
	}
	return out
}

func scheduleWindowOut(w window.Spec) ScheduleWindow {
	return ScheduleWindow{Preset: string(w.Preset), Range: w.Range, From: w.From, To: w.To, Zone: w.Zone}
}
