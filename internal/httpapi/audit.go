package httpapi

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// AuditEntry is one line of the audit log.
type AuditEntry struct {
	ID      actor.AuditID `json:"id"`
	At      time.Time     `json:"at"`
	Act     audit.Act     `json:"act" doc:"One of the acts of /audit-acts." example:"grant.given"`
	Words   string        `json:"words" doc:"What was done, before the name of the object." example:"gave access to"`
	Outcome audit.Outcome `json:"outcome" enum:"done,refused"`
	Code    string        `json:"code,omitempty" doc:"Why it was refused." example:"access.forbidden"`

	Actor     AuditActor      `json:"actor"`
	Object    AuditObject     `json:"object"`
	Client    *ClientRef      `json:"client,omitempty" doc:"Whose it is."`
	Instance  *InstanceRef    `json:"instance,omitempty"`
	Address   string          `json:"address,omitempty" doc:"Network address it came from."`
	RequestID actor.RequestID `json:"requestId,omitempty" doc:"Finds the request in the server's log."`

	Changes  map[string]AuditChange `json:"changes" doc:"What changed, by name. Secrets and texts of queries are not in it."`
	SealedAt *time.Time             `json:"sealedAt,omitempty" doc:"Since when it is in the chain."`
	Place    int64                  `json:"place,omitempty" doc:"Its place in the chain, for who reads the whole log."`
	Batch    int64                  `json:"batch,omitempty"`
}

// AuditActor is who acted.
type AuditActor struct {
	Kind     string         `json:"kind" enum:"person,system,nobody" doc:"system is the program itself; nobody was not signed in."`
	PersonID actor.PersonID `json:"personId,omitempty"`
	Name     string         `json:"name" doc:"Of the person then, or the duty of the program."`
	Role     actor.Role     `json:"role,omitempty" doc:"In the organisation, then."`
	Via      audit.Via      `json:"via" enum:"session,token,command,program" doc:"command is the command line of the machine itself, program is work in the background."`
	ViaID    string         `json:"viaId,omitempty" doc:"Of the session or the API token."`
}

// AuditObject is what was acted on.
type AuditObject struct {
	Kind audit.Kind `json:"kind" example:"grant"`
	ID   string     `json:"id,omitempty"`
	Name string     `json:"name,omitempty" doc:"As it was called then; that of who holds a grant."`
}

// AuditChange is what a part of an object was and is.
type AuditChange struct {
	From any `json:"from,omitempty"`
	To   any `json:"to,omitempty"`
}

// AuditAct is an act of the catalogue.
type AuditAct struct {
	Act    audit.Act  `json:"act" example:"grant.given"`
	Object audit.Kind `json:"object" doc:"The kind of object it is on."`
	Words  string     `json:"words" doc:"What was done, before the name of the object."`
}

// AuditSeal says how far the log is sealed.
type AuditSeal struct {
	SealedAt *time.Time `json:"sealedAt,omitempty" doc:"When the last batch was sealed; absent for never."`
	Late     bool       `json:"late" doc:"Entries that ought to be sealed are not."`
	Waiting  bool       `json:"waiting" doc:"There are entries that are not sealed yet. For who reads the whole log, as is head."`
	Head     string     `json:"head,omitempty" doc:"End of the chain, to be kept elsewhere, for recomamp audit verify --head."`
}

// AuditFilter has the filters' names that the command line and the address of
// the web app use as well.
type AuditFilter struct {
	Person   string           `query:"person" doc:"Who acted: an id, an e-mail address, or me."`
	Act      []string         `query:"act" doc:"Any of several acts: with commas, or by repeating the name."`
	Outcome  string           `query:"outcome" enum:"done,refused"`
	Object   string           `query:"object" maxLength:"200" doc:"Id of what was acted on."`
	Client   actor.ClientID   `query:"client"`
	Instance actor.InstanceID `query:"instance"`
	Request  actor.RequestID  `query:"request" maxLength:"100" doc:"Id of the request."`
	From     string           `query:"from" doc:"Done then or later: a date, or an instant in RFC 3339." example:"2026-10-01"`
	To       string           `query:"to" doc:"Done before: a date, or an instant in RFC 3339." example:"2026-11-01"`
	Zone     string           `query:"zone" doc:"IANA zone of the dates; UTC when absent." example:"Europe/Berlin"`
}

type listAuditInput struct {
	Paging
	AuditFilter
}

type auditEntryInput struct {
	ID actor.AuditID `path:"id"`
}

func (s *Server) auditRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/audit-entries", "listAuditEntries", "audit", "Who did what, newest first"),
		http.StatusForbidden, http.StatusNotFound), s.listAudit)
	signedIn(s, failing(operation(http.MethodGet, "/audit-entries/{id}", "getAuditEntry", "audit", "One entry of the audit log"),
		http.StatusForbidden, http.StatusNotFound), s.getAuditEntry)
	signedIn(s, exportAuditOperation(), s.exportAudit)
	signedIn(s, operation(http.MethodGet, "/audit-acts", "listAuditActs", "audit", "All acts that the audit log tells of"), s.listAuditActs)
	signedIn(s, failing(operation(http.MethodGet, "/audit-seal", "getAuditSeal", "audit", "How far the audit log is sealed"),
		http.StatusForbidden), s.getAuditSeal)
}

func (s *Server) listAudit(ctx context.Context, a actor.Actor, in *listAuditInput) (*body[Page[AuditEntry]], error) {
	filter, err := s.auditFilter(ctx, a, &in.AuditFilter)
	if err != nil {
		return nil, err
	}
	if filter.Before, err = cursorOf[actor.AuditID](in.Cursor); err != nil {
		return nil, err
	}
	found, err := s.deps.Audit.List(ctx, a, filter, int64(in.Limit)+1)
	if err != nil {
		return nil, err
	}
	key := func(e audit.Shown) actor.AuditID { return e.ID }
	return &body[Page[AuditEntry]]{pageOf(found, in.Limit, auditEntryFor(a), key)}, nil
}

func (s *Server) auditFilter(ctx context.Context, a actor.Actor, in *AuditFilter) (f audit.Filter, err error) {
	f = audit.Filter{
		Outcome: audit.Outcome(in.Outcome), ObjectID: in.Object, ClientID: in.Client, InstanceID: in.Instance, RequestID: in.Request,
	}
	for _, act := range in.Act {
		f.Acts = append(f.Acts, audit.Act(act))
	}
	if f.From, f.Until, err = timeBounds(in.From, in.To, in.Zone); err != nil {
		return f, err
	}
	f.PersonID, err = s.personFilter(ctx, a, in.Person)
	return f, err
}

func (s *Server) getAuditEntry(ctx context.Context, a actor.Actor, in *auditEntryInput) (*body[AuditEntry], error) {
	found, err := s.deps.Audit.Get(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	return &body[AuditEntry]{auditEntryFor(a)(found)}, nil
}

func (*Server) listAuditActs(context.Context, actor.Actor, *none) (*body[List[AuditAct]], error) {
	return listOf(audit.Acts(), func(d audit.Described) AuditAct { return AuditAct{d.Act, d.Of, d.Words} }), nil
}

func (s *Server) getAuditSeal(ctx context.Context, a actor.Actor, _ *none) (*body[AuditSeal], error) {
	status, err := s.deps.Audit.Status(ctx, a)
	if err != nil {
		return nil, err
	}
	return &body[AuditSeal]{AuditSeal{SealedAt: timeOrNone(status.SealedAt), Late: status.Late, Waiting: status.Waiting, Head: status.Head.String()}}, nil
}

// auditEntryFor makes entries for somebody. Places count what others do, and are
// only for who reads the whole log.
func auditEntryFor(a actor.Actor) func(audit.Shown) AuditEntry {
	whole := a.MayOrganisation(actor.ReadAudit)
	return func(e audit.Shown) AuditEntry {
		act, _ := audit.Describe(e.Act) // no words for one that a newer program wrote
		out := AuditEntry{
			ID: e.ID, At: e.At, Act: e.Act, Words: act.Words, Outcome: e.Outcome, Code: e.Code,
			Actor:   AuditActor{Kind: cmp.Or(string(e.ActorKind), "nobody"), PersonID: e.PersonID, Name: e.ActorName, Role: e.Role, Via: e.Via, ViaID: e.ViaID},
			Object:  AuditObject{Kind: e.ObjectKind, ID: e.ObjectID, Name: e.ObjectName},
			Address: e.Address, RequestID: e.RequestID, Changes: map[string]AuditChange{}, SealedAt: timeOrNone(e.SealedAt.Time),
		}
		_ = json.Unmarshal([]byte(e.Changes), &out.Changes) // none of what is not ours; verifying tells
		client := ClientRef{ID: e.ClientID, Name: e.ClientName, Color: e.ClientColor}
		if e.ClientID != "" {
			out.Client = &client
		}
		if e.InstanceID != "" {
			out.Instance = &InstanceRef{ID: e.InstanceID, Name: e.InstanceName, AmazonID: e.AmazonID, Type: e.InstanceType, Client: client}
		}
		if whole {
			out.Place, out.Batch = e.Place, e.Batch
		}
		return out
	}
}
