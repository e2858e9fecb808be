package httpapi

import (
	"context"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

// AccessEntry says that a person can see an instance, and why.
type AccessEntry struct {
	Person     PersonRef   `json:"person"`
	Email      string      `json:"email"`
	Client     ClientRef   `json:"client"`
	Instance   InstanceRef `json:"instance"`
	Role       string      `json:"role" enum:"viewer,runner,author,manager,administrator" doc:"The highest of those given."`
	Owner      bool        `json:"owner" doc:"An owner of the organisation, who sees everything without a grant."`
	Since      *time.Time  `json:"since,omitempty" doc:"When the first of its grants was given; absent for owners."`
	Until      *time.Time  `json:"until,omitempty" doc:"When the last of its grants ends; absent when one does not."`
	Grants     []GrantRef  `json:"grants" doc:"What gives it."`
	LastUsedAt *time.Time  `json:"lastUsedAt,omitempty" doc:"When the person last used the program at all."`
}

// GrantRef is a grant as the access review tells it.
type GrantRef struct {
	ID      actor.GrantID `json:"id"`
	Group   *GroupRef     `json:"group,omitempty" doc:"By being in it."`
	On      string        `json:"on" enum:"client,instance"`
	Role    string        `json:"role" enum:"viewer,runner,author,manager,administrator"`
	Until   *time.Time    `json:"until,omitempty"`
	Reason  string        `json:"reason"`
	GivenBy PersonRef     `json:"givenBy"`
	GivenAt time.Time     `json:"givenAt"`
}

type reviewInput struct {
	Client   actor.ClientID   `query:"client" doc:"Who can see its instances."`
	Instance actor.InstanceID `query:"instance" doc:"Who can see it. Ours or Amazon's id."`
	Person   string           `query:"person" doc:"What a person can see: an id, an e-mail address, or me."`
	Accept   string           `header:"Accept" doc:"text/csv for a file."`
}

// AccessPreview is what a person would see.
type AccessPreview struct {
	Person     Person     `json:"person"`
	Rights     Rights     `json:"rights"`
	Navigation []string   `json:"navigation" doc:"The parts of the web app that would be there."`
	Clients    []MyClient `json:"clients"`
}

type previewAccessInput struct {
	Person string `query:"person" required:"true" doc:"An id or an e-mail address."`
}

func (s *Server) accessReviewRoutes() {
	op := failing(operation(http.MethodGet, "/access", "reviewAccess", "access", "Who can see what, and why"),
		http.StatusForbidden, http.StatusNotFound)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The entries by client, instance and person; with Accept: text/csv, a file.",
		Content: map[string]*huma.MediaType{
			"application/json": {Schema: huma.SchemaFromType(s.api.OpenAPI().Components.Schemas, typeOf[List[AccessEntry]]())},
			"text/csv":         {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}}
	signedIn(s, op, s.reviewAccess)
	signedIn(s, failing(operation(http.MethodGet, "/access/preview", "previewAccess", "access", "What a person would see, without acting as them"),
		http.StatusForbidden, http.StatusNotFound), s.previewAccess)
}

func (s *Server) reviewAccess(ctx context.Context, a actor.Actor, in *reviewInput) (*huma.StreamResponse, error) {
	filter := access.ReviewFilter{ClientID: in.Client}
	var err error
	if filter.PersonID, err = s.personFilter(ctx, a, in.Person); err != nil {
		return nil, err
	}
	if in.Instance != "" {
		found, err := s.deps.Instances.Find(ctx, a, in.Instance)
		if err != nil {
			return nil, err
		}
		filter.InstanceID = found.ID
	}
	found, err := s.deps.Access.Review(ctx, a, filter)
	if err != nil {
		return nil, err
	}
	asFile := strings.Contains(in.Accept, "text/csv")
	if asFile {
		err := s.deps.Audit.Record(ctx, a, audit.What{
			Act: audit.AccessExported, Changes: audit.Changes{}.Is("client", in.Client).Is("instance", in.Instance).Is("person", in.Person).Is("rows", len(found)),
		})
		if err != nil {
			return nil, err
		}
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		if asFile {
			hc.SetHeader("Content-Type", "text/csv; charset=utf-8")
			hc.SetHeader("Content-Disposition", `attachment; filename="access.csv"`)
			writeReview(csv.NewWriter(hc.BodyWriter()), found)
			return
		}
		hc.SetHeader("Content-Type", "application/json")
		_ = huma.DefaultJSONFormat.Marshal(hc.BodyWriter(), listOf(found, accessEntryOf).Body) // whoever asked has gone
	}}, nil
}

func writeReview(out *csv.Writer, found []access.ReviewEntry) {
	defer out.Flush() // an error means that whoever asked has gone
	_ = out.Write([]string{"client", "instance", "amazon_id", "person", "email", "role", "by", "since", "until", "last_used"})
	for _, e := range found {
		by := make([]string, 0, len(e.Grants))
		for _, g := range e.Grants {
			who := "grant on the " + g.On()
			if g.GroupID != "" {
				who += " to the group " + g.GroupName
			}
			by = append(by, who+": "+g.Rank.String())
		}
		if e.Owner {
			by = append(by, "owner of the organisation")
		}
		row := []string{
			e.Client.Name, e.Instance.Name, e.Instance.AmazonID, e.PersonName, e.Email, e.Rank.String(), strings.Join(by, "; "),
			timeText(e.Since), timeText(e.Until), timeText(e.LastUsedAt),
		}
		for i := range row {
			row[i] = harmless(row[i])
		}
		_ = out.Write(row)
	}
}

// harmless keeps a spreadsheet from running a text as a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func accessEntryOf(e access.ReviewEntry) AccessEntry {
	out := AccessEntry{
		Person: PersonRef{ID: e.PersonID, Name: e.PersonName}, Email: e.Email,
		Client: ClientRef{ID: e.Client.ID, Name: e.Client.Name, Color: e.Client.Color}, Role: e.Rank.String(), Owner: e.Owner,
		Since: timeOrNone(e.Since), Until: timeOrNone(e.Until), Grants: make([]GrantRef, len(e.Grants)),
		LastUsedAt: timeOrNone(e.LastUsedAt),
	}
	out.Instance = InstanceRef{ID: e.InstanceID, Name: e.Instance.Name, AmazonID: e.Instance.AmazonID, Type: e.Instance.Type, Client: out.Client}
	for i, g := range e.Grants {
		out.Grants[i] = GrantRef{
			ID: g.ID, On: g.On(), Role: g.Rank.String(), Until: timeOrNone(g.Until), Reason: g.Reason,
			GivenBy: PersonRef{ID: g.GivenBy, Name: g.GivenByName}, GivenAt: g.CreatedAt,
		}
		if g.GroupID != "" {
			out.Grants[i].Group = &GroupRef{ID: g.GroupID, Name: g.GroupName}
		}
	}
	return out
}

func (s *Server) previewAccess(ctx context.Context, a actor.Actor, in *previewAccessInput) (*body[AccessPreview], error) {
	id, err := s.personFilter(ctx, a, in.Person)
	if err != nil {
		return nil, err
	}
	person, as, err := s.deps.Access.PreviewAs(ctx, a, id)
	if err != nil {
		return nil, err
	}
	clients, err := s.clientsOf(ctx, as)
	if err != nil {
		return nil, err
	}
	if !a.MayOrganisation(actor.ReadPeople) {
		clients = onlyAdministered(a, clients)
	}
	return &body[AccessPreview]{AccessPreview{
		Person: personOf(person), Rights: rightsOf(as), Navigation: navigationOf(as), Clients: clients,
	}}, nil
}

// onlyAdministered leaves out what a does not administer.
func onlyAdministered(a actor.Actor, clients []MyClient) []MyClient {
	kept := []MyClient{}
	for _, c := range clients {
		c.Instances = slices.DeleteFunc(c.Instances, func(i MyInstance) bool { return !a.May(actor.Grant, i.ID) })
		if len(c.Instances) > 0 || a.MayClient(actor.Grant, c.Client.ID) {
			kept = append(kept, c)
		}
	}
	return kept
}

// navigationOf are the parts of the web app that are there for somebody.
func navigationOf(a actor.Actor) []string {
	parts := []string{"home"}
	if a.MayAnywhere(actor.See) {
		parts = append(parts, "queries", "executions", "schedules", "data-sources", "instances", "costs")
	}
	if a.MayOrganisation(actor.Organise) {
		parts = append(parts, "connections")
	}
	if a.MayOrganisation(actor.ReadPeople) || a.MayAnywhere(actor.Grant) {
		parts = append(parts, "people", "access")
	}
	if a.MayOrganisation(actor.ReadAudit) || a.MayAnywhere(actor.Audit) {
		parts = append(parts, "audit")
	}
	return append(parts, "notifications", "account")
}
