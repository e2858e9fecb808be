package httpapi

import (
	"context"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/notify"
)

// Notice says that something needs a person.
type Notice struct {
	ID          actor.NoticeID  `json:"id"`
	Kind        string          `json:"kind" enum:"connection,schedule,execution,budget,retention,channel,system"`
	Severity    string          `json:"severity" enum:"info,warning,urgent" doc:"urgent: work stands still until somebody acts."`
	Title       string          `json:"title"`
	Body        string          `json:"body"`
	Next        *NoticeStep     `json:"next,omitempty"`
	Mine        bool            `json:"mine" doc:"It is for who asks alone."`
	Client      *ClientRef      `json:"client,omitempty" doc:"Absent when it belongs to none, or to several."`
	Subjects    []NoticeSubject `json:"subjects" doc:"The first 20 of what it is about, oldest first."`
	Count       int             `json:"count" doc:"Of all its subjects."`
	Read        bool            `json:"read" doc:"By who asks. What gets worse, or goes on the next day, is unread again."`
	FirstSeenAt time.Time       `json:"firstSeenAt"`
	LastSeenAt  time.Time       `json:"lastSeenAt"`
	EndsAt      *time.Time      `json:"endsAt,omitempty" doc:"When it resolves by itself."`
	ResolvedAt  *time.Time      `json:"resolvedAt,omitempty" doc:"Its cause is gone, or somebody said so."`
	ByPerson    bool            `json:"byPerson" doc:"Somebody said so."`
	MaySettle   bool            `json:"maySettle" doc:"Who asks may say that it is done."`
}

// NoticeStep is what a person can do about a notice.
type NoticeStep struct {
	Label string `json:"label"`
	Path  string `json:"path" doc:"In the web app."`
}

// NoticeSubject is a thing that a notice is about.
type NoticeSubject struct {
	Kind string `json:"kind" example:"schedule"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// NoticeCounts are how many notices wait for who asks.
type NoticeCounts struct {
	Open   int    `json:"open"`
	Unread int    `json:"unread"`
	Worst  string `json:"worst,omitempty" enum:"info,warning,urgent" doc:"Of the unread."`
}

// ReadNotices says how many notices were marked.
type ReadNotices struct {
	Read int `json:"read"`
}

// listNoticesInput has the filters' names that the command line and the address
// of the web app use as well.
type listNoticesInput struct {
	Paging
	State    string         `query:"state" enum:"open,unread,resolved" doc:"All when absent."`
	Severity []string       `query:"severity" enum:"info,warning,urgent" doc:"Any of several: with commas, or by repeating the name."`
	Kind     []string       `query:"kind" enum:"connection,schedule,execution,budget,retention,channel,system" doc:"Any of several: with commas, or by repeating the name."`
	Client   actor.ClientID `query:"client"`
}

type noticeInput struct {
	ID actor.NoticeID `path:"id"`
}

// ownMark is why marks leave no entry in the audit log.
const ownMark = "a mark that only the person themself sees"

func (s *Server) noticeRoutes() {
	signedIn(s, operation(http.MethodGet, "/notices", "listNotices", "notices", "What needs a person, newest first"), s.listNotices)
	signedIn(s, operation(http.MethodGet, "/notice-counts", "countNotices", "notices", "How many notices wait"), s.countNotices)
	signedIn(s, unaudited(operation(http.MethodPost, "/notices/read-all", "readAllNotices", "notices", "Mark every open notice as read"), ownMark), s.readAllNotices)
	for _, op := range []struct {
		verb, id, summary string
		handle            handler[noticeInput, body[Notice]]
		act               audit.Act // none for marks of one's own
	}{
		{"read", "readNotice", "Mark a notice as read", s.readNotice, ""},
		{"unread", "unreadNotice", "Mark a notice as unread", s.unreadNotice, ""},
		{"resolve", "resolveNotice", "Say that a notice is done", s.resolveNotice, audit.NoticeResolved},
	} {
		route := failing(operation(http.MethodPost, "/notices/{id}/"+op.verb, op.id, "notices", op.summary), http.StatusNotFound)
		if op.act == "" {
			route = unaudited(route, ownMark)
		} else {
			route = acting(route, op.act)
		}
		signedIn(s, route, op.handle)
	}
}

func (s *Server) listNotices(ctx context.Context, a actor.Actor, in *listNoticesInput) (*body[Page[Notice]], error) {
	filter := notify.Filter{State: notify.ListState(in.State), ClientID: in.Client}
	for _, severity := range in.Severity {
		filter.Severities = append(filter.Severities, notify.Severity(severity))
	}
	for _, kind := range in.Kind {
		filter.Kinds = append(filter.Kinds, notify.Kind(kind))
	}
	var err error
	if filter.Before, err = cursorOf[actor.NoticeID](in.Cursor); err != nil {
		return nil, err
	}
	found, err := s.deps.Notices.List(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	clients, err := s.clientRefs(ctx, a)
	if err != nil {
		return nil, err
	}
	out := func(n notify.Notice) Notice { return noticeOf(a, &n, clients) }
	key := func(n notify.Notice) actor.NoticeID { return n.ID }
	return &body[Page[Notice]]{pageOf(found, in.Limit, out, key)}, nil
}

func (s *Server) countNotices(ctx context.Context, a actor.Actor, _ *none) (*body[NoticeCounts], error) {
	c, err := s.deps.Notices.Count(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[NoticeCounts]{NoticeCounts{Open: c.Open, Unread: c.Unread, Worst: string(c.Worst)}}, nil
}

func (s *Server) readAllNotices(ctx context.Context, a actor.Actor, _ *none) (*body[ReadNotices], error) {
	count, err := s.deps.Notices.ReadAll(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[ReadNotices]{ReadNotices{Read: count}}, nil
}

func (s *Server) readNotice(ctx context.Context, a actor.Actor, in *noticeInput) (*body[Notice], error) {
	return s.notice(ctx, a, in.ID, s.deps.Notices.SetRead(ctx, a, in.ID, true))
}

func (s *Server) unreadNotice(ctx context.Context, a actor.Actor, in *noticeInput) (*body[Notice], error) {
	return s.notice(ctx, a, in.ID, s.deps.Notices.SetRead(ctx, a, in.ID, false))
}

func (s *Server) resolveNotice(ctx context.Context, a actor.Actor, in *noticeInput) (*body[Notice], error) {
	return s.notice(ctx, a, in.ID, s.deps.Notices.Settle(ctx, a, in.ID))
}

// notice answers with a notice after it was changed.
func (s *Server) notice(ctx context.Context, a actor.Actor, id actor.NoticeID, err error) (*body[Notice], error) {
	if err != nil {
		return nil, err
	}
	found, err := s.deps.Notices.Notice(ctx, a, id)
	if err != nil {
		return nil, err
	}
	clients, err := s.clientRefs(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[Notice]{noticeOf(a, &found, clients)}, nil
}

func noticeOf(a actor.Actor, n *notify.Notice, clients map[actor.ClientID]ClientRef) Notice {
	out := Notice{
		ID: n.ID, Kind: string(n.Kind), Severity: string(n.Severity), Title: n.Title, Body: n.Body, Count: n.Count, Read: n.Read, Mine: n.PersonID != "",
		FirstSeenAt: n.FirstSeenAt, LastSeenAt: n.LastSeenAt, EndsAt: timeOrNone(n.EndsAt), ResolvedAt: timeOrNone(n.ResolvedAt),
		ByPerson: n.ResolvedBy != "", MaySettle: notify.MaySettle(a, n), Subjects: make([]NoticeSubject, len(n.Subjects)),
	}
	if n.NextLabel != "" {
		out.Next = &NoticeStep{Label: n.NextLabel, Path: n.NextPath}
	}
	if client, ok := clients[n.ClientID]; ok {
		out.Client = &client
	}
	for i, of := range n.Subjects {
		out.Subjects[i] = NoticeSubject{Kind: of.Kind, ID: of.ID, Name: of.Name}
	}
	return out
}
