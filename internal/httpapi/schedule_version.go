package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/schedule"
)

// ScheduleVersion is what a schedule said from one edit until the next.
type ScheduleVersion struct {
	Version int             `json:"version" doc:"1 is what it was made with."`
	Content ScheduleContent `json:"content"`
	SavedBy PersonRef       `json:"savedBy"`
	SavedAt time.Time       `json:"savedAt"`

	HiddenTargets int `json:"hiddenTargets,omitempty" doc:"Instances it also ran on that you may not see."`
}

func (s *Server) scheduleVersionRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/schedules/{id}/versions", "listScheduleVersions", "schedules", "What a schedule said, the newest edit first; the newest 200 at most, without those on no instance that you may see"),
		http.StatusNotFound), s.listScheduleVersions)
	signedIn(s, operation(http.MethodGet, "/schedules/people", "listSchedulePeople", "schedules", "Who may be responsible for schedules, by name"), s.listSchedulePeople)
}

func (s *Server) listScheduleVersions(ctx context.Context, a actor.Actor, in *ScheduleInput) (*body[List[ScheduleVersion]], error) {
	found, err := s.deps.Schedules.Versions(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return listOf(found, versionOut), nil
}

func versionOut(v schedule.Version) ScheduleVersion {
	out := ScheduleVersion{Version: v.Number, SavedBy: PersonRef{ID: v.By, Name: v.ByName}, SavedAt: v.At, Content: contentOut(v.Content), HiddenTargets: v.Hidden}
	out.Content.Query.Name = v.QueryName
	return out
}

func contentOut(c schedule.Content) ScheduleContent {
	out := ScheduleContent{
		Name: c.Name, Description: c.Description, ClientID: c.ClientID, Query: ScheduleQuery{ID: c.QueryID, Version: c.QueryVersion},
		Targets: make([]ScheduleTarget, len(c.Targets)), Values: c.Values, Window: scheduleWindowOut(c.Window), Rule: recurrenceOut(c.Rule),
		Settle: string(c.Settle), CatchUp: string(c.CatchUp), Overlap: string(c.Overlap), JitterSeconds: int(c.Jitter / time.Second),
		TimeoutSeconds: int(c.Timeout / time.Second), PauseAfter: &c.PauseAfter, ResponsibleID: c.ResponsibleID, KeepSuppressed: c.KeepSuppressed,
	}
	for i, t := range c.Targets {
		out.Targets[i] = ScheduleTarget{InstanceID: t.InstanceID, Values: t.Values}
	}
	return out
}

func (s *Server) listSchedulePeople(ctx context.Context, a actor.Actor, _ *none) (*body[List[PersonRef]], error) {
	found, err := s.deps.Schedules.Responsibles(ctx, a)
	if err != nil {
		return nil, err
	}
	return listOf(found, func(p schedule.Responsible) PersonRef { return PersonRef(p) }), nil
}
