package isolation_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/database"
)

// counts are summed over both databases.
var counts struct{ routes, actors, objects, requests, leaks atomic.Int64 }

func TestMain(m *testing.M) {
	fitSwitch()
	code := m.Run()
	fmt.Fprintf(os.Stdout, "isolation: routes=%d actors=%d objects=%d requests=%d leaks=%d\n", counts.routes.Load(),
		counts.actors.Load(), counts.objects.Load(), counts.requests.Load(), counts.leaks.Load())
	os.Exit(code)
}

func TestNobodyReachesAnotherClient(t *testing.T) {
	t.Parallel()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		try(t, newSite(t, on))
	})
}

func try(t *testing.T, s *site) {
	t.Helper()
	served := s.served(t)
	slices.SortFunc(served, func(x, y route) int { return strings.Compare(order(x), order(y)) })
	s.plant(t, &s.a)
	s.nameClient(t, &s.b)
	s.routes = map[string]route{}
	for _, r := range served {
		s.routes[r.id] = r
	}
	strangers, roles := s.strangers(t)
	s.seal(t)
	before, beforeAlone := s.snapshot(t, served, strangers), s.snapshotOverlooked(t, served, strangers)
	s.plant(t, &s.b)
	s.seal(t)
	found := changes(before, s.snapshot(t, served, strangers))
	found = append(found, changes(beforeAlone, s.snapshotOverlooked(t, served, strangers))...)
	for _, leak := range found {
		counts.leaks.Add(1)
		t.Error(leak)
	}
	s.attackOverlooked(t, served, strangers)
	both := s.plantShared(t)
	counts.routes.Store(int64(len(served)))
	counts.actors.Store(int64(len(strangers) + 1))
	counts.objects.Add(int64(len(s.a.ids) + len(s.b.ids)))
	for _, r := range served {
		known, described := specs[r.id]
		if !described {
			t.Errorf("route %s %s (%s) is not described: say in specs how it is tried and who may", r.method, r.path, r.id)
			continue
		}
		if known.ends {
			continue
		}
		for _, who := range strangers {
			for _, found := range s.attack(t, r, known, who) {
				counts.leaks.Add(1)
				t.Error(found)
			}
		}
	}
	s.readPartly(t, served, both, roles["viewer"], nil)
	if s.Core().DB.Dialect() == database.PostgreSQL {
		s.overlooking(func() { s.readPartly(t, served, both, roles["viewer"], parts) })
	}
	for _, r := range served {
		if known, described := specs[r.id]; described {
			for _, wrong := range s.control(t, r, known, roles) {
				t.Error(wrong)
			}
		}
	}
	for _, wrong := range s.unaudited(served) {
		t.Error(wrong)
	}
}

// late are routes after which others would find nothing.
var late = []string{"offBoardClient", "takeClientBack", "hastenOffBoarding", "resetSecondFactor", "deleteConnection", "deleteGroup", "disablePerson", "enablePerson", "signOut"}

// order has reading before changing before ending.
func order(r route) string {
	if at := slices.Index(late, r.id); at >= 0 {
		return "4" + strconv.Itoa(at)
	}
	rank := map[string]string{http.MethodGet: "1", http.MethodDelete: "3"}[r.method]
	if rank == "" {
		rank = "2"
	}
	return rank + r.id
}

// attack has a stranger try a route on the other side, and on what does not
// exist, and says what leaked.
func (s *site) attack(t *testing.T, r route, known spec, who caller) (leaks []string) {
	t.Helper()
	if known.elsewhere || slices.Contains(known.readers, who.name) || known.shared && who.neighbour {
		return nil
	}
	match := ""
	if known.version != nil {
		match = known.version(t, s, s.b)
	}
	gone := s.b.missing()
	if who.neighbour {
		gone.ids["clients"] = s.b.ids["clients"] // which they know
	}
	for _, query := range known.tries() {
		there := s.send(t, r, known, who, s.b, query, match)
		if wrong := s.audited(t, r, there); wrong != "" {
			t.Error(wrong)
		}
		for _, canary := range s.b.leaksIn(there) {
			if !strings.Contains(query, canary) && (!who.neighbour || canary != s.b.client) { // what was asked for may come back
				leaks = append(leaks, fmt.Sprintf("%s by %s answers %d with %s: %s", r.id, who.name, there.Status, canary, there.Body))
			}
		}
		if there.Status >= 500 {
			t.Errorf("%s by %s answers %d: %s", r.id, who.name, there.Status, there.Body)
		}
		if known.organisation && known.refuses(who) && !slices.Contains([]int{401, 403, 404}, there.Status) {
			leaks = append(leaks, fmt.Sprintf("%s by %s, who is less than %s, answers %d: %s", r.id, who.name, known.by, there.Status, there.Body))
		}
		if known.organisation || s.same(t, r, known, s.b, gone, query) {
			continue
		}
		nothing := s.send(t, r, known, who, gone, query, match)
		if x, y := bare(there, s.b), bare(nothing, gone); x != y {
			leaks = append(leaks, fmt.Sprintf("%s %s?%s by %s tells what exists:\n%s\n%s", r.method, r.path, query, who.name, x, y))
		}
	}
	return leaks
}

// same reports whether a request names nothing of the other side: then there is
// nothing to compare.
func (s *site) same(t *testing.T, r route, known spec, on, gone side, query string) bool {
	t.Helper()
	asked := func(of side) string {
		body := ""
		if known.body != nil {
			body = fmt.Sprint(known.body(s.a, of))
		}
		return of.address(r) + "?" + of.fill(query) + body
	}
	return asked(on) == asked(gone)
}

func (s *site) send(t *testing.T, r route, known spec, who caller, on side, query, match string) apptest.Answer {
	t.Helper()
	counts.requests.Add(1)
	address := on.address(r)
	if query != "" {
		address += "?" + on.fill(query)
	}
	var body any
	if known.body != nil {
		body = known.body(s.a, on)
	}
	headers := who.headers
	if match != "" {
		headers = append(slices.Clone(headers), "If-Match", match)
	}
	return who.Do(t, r.method, s.base+address, body, headers...)
}

var (
	ids   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	times = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z`)
	// A forecast goes with the time of the month.
	forecasts = regexp.MustCompile(`"forecast":\d+`)
)

// bare is an answer without what differs between any two: ids and instants.
func bare(answer apptest.Answer, on side) string {
	text := string(answer.Body)
	text = ids.ReplaceAllString(text, "ID")
	text = times.ReplaceAllString(text, "T")
	text = forecasts.ReplaceAllString(text, `"forecast":0`)
	text = strings.NewReplacer(on.canary, "CANARY", on.client, "CLIENT").Replace(text)
	return fmt.Sprintf("%d %s %s", answer.Status, answer.Header.Get("Content-Type"), text)
}

// readPartly has somebody of one side read what belongs to both: nothing in it
// may name the other.
func (s *site) readPartly(t *testing.T, served []route, both side, who caller, except map[string]string) {
	t.Helper()
	tried := len(except)
	for _, r := range served {
		of := strings.Contains(r.path, "/schedules/{id}") || strings.Contains(r.path, "/occurrences/{id}")
		if r.method != http.MethodGet || !of || except[r.id] != "" {
			continue
		}
		tried++
		answer := s.send(t, r, specs[r.id], who, both, "", "").Is(t, http.StatusOK)
		for _, canary := range s.b.leaksIn(answer) {
			counts.leaks.Add(1)
			t.Errorf("%s of what belongs to both answers %s with %s: %s", r.id, who.name, canary, answer.Body)
		}
		for kind, id := range s.b.ids {
			if id != s.a.ids[kind] && strings.Contains(string(answer.Body), id) {
				counts.leaks.Add(1)
				t.Errorf("%s of what belongs to both tells %s of the other's %s: %s", r.id, who.name, kind, answer.Body)
			}
		}
	}
	require.GreaterOrEqual(t, tried, 7)
}

// snapshot is what everybody reads who asks for nothing of the other side by its
// id: lists, counts, sums and badges, by who asks for what.
func (s *site) snapshot(t *testing.T, served []route, strangers []caller) map[string]string {
	t.Helper()
	seen := map[string]string{}
	for _, r := range served {
		known := specs[r.id]
		if r.method != http.MethodGet || known.elsewhere || strings.Contains(r.path, "{") {
			continue
		}
		for _, query := range known.tries() {
			if strings.Contains(query, "{") {
				continue
			}
			for _, who := range strangers {
				if slices.Contains(known.readers, who.name) || (known.neighbours || known.shared) && who.neighbour {
					continue
				}
				seen[fmt.Sprintf("%s?%s by %s", r.id, query, who.name)] = bare(s.send(t, r, known, who, s.b, query, ""), s.b)
			}
		}
	}
	return seen
}

// changes are the answers that are not what they were.
func changes(before, after map[string]string) (found []string) {
	for what, was := range before {
		if is := after[what]; is != was {
			found = append(found, fmt.Sprintf("%s tells that something was planted elsewhere:\n%s\n%s", what, was, is))
		}
	}
	slices.Sort(found)
	return found
}

// control has somebody who may make the same request on what they may: a test
// that finds no leaks because nothing works would find nothing.
func (s *site) control(t *testing.T, r route, known spec, roles map[string]caller) (wrong []string) {
	t.Helper()
	if known.elsewhere || known.personal {
		return nil
	}
	by := known.by
	if by == "" {
		by = "viewer"
	}
	match := ""
	if known.first != nil {
		known.first(t, s)
	}
	if known.version != nil {
		match = known.version(t, s, s.a)
	}
	query := ""
	if len(known.queries) > 0 {
		query = known.queries[0]
	}
	answer := s.send(t, r, known, roles[by], s.a, query, match)
	good := answer.Status < 300 || known.conflict && answer.Status == http.StatusConflict
	if !good {
		wrong = append(wrong, fmt.Sprintf("%s does not work for %s: %d %s", r.id, by, answer.Status, answer.Body))
	}
	if missing := s.audited(t, r, answer); missing != "" {
		wrong = append(wrong, missing)
	}
	if r.method == http.MethodGet && !known.organisation && strings.Contains(r.path, "{id}") && len(s.a.leaksIn(answer)) == 0 &&
		!slices.Contains([]string{"getUsualTime", "getScheduleAnalytics", "listQueryVersions", "listBackfills", "listDataSources", "getExecutionTell", "getOccurrenceTell", "findInResult"}, r.id) {
		wrong = append(wrong, fmt.Sprintf("%s shows nothing of what was planted to %s: %s", r.id, by, answer.Body))
	}
	if strings.HasPrefix(r.id, "list") && !known.empty && !s.a.shownIn(answer) {
		wrong = append(wrong, fmt.Sprintf("%s lists nothing of what was planted to %s: %s", r.id, by, answer.Body))
	}
	// The one before them on the ladder may not.
	if below := map[string]string{"runner": "viewer", "author": "runner", "manager": "author", "administrator": "manager"}[by]; below != "" && r.method != http.MethodGet {
		refused := s.send(t, r, known, roles[below], s.a, query, match)
		if refused.Status != http.StatusForbidden && refused.Status != http.StatusNotFound {
			wrong = append(wrong, fmt.Sprintf("%s works for %s, which is less than %s: %d %s", r.id, below, by, refused.Status, refused.Body))
		}
		if missing := s.audited(t, r, refused); missing != "" {
			wrong = append(wrong, missing)
		}
	}
	return wrong
}

// shownIn reports whether an answer holds a canary or an id of the side.
func (s side) shownIn(answer apptest.Answer) bool {
	if len(s.leaksIn(answer)) > 0 {
		return true
	}
	for _, id := range s.ids {
		if strings.Contains(string(answer.Body), id) {
			return true
		}
	}
	return false
}

// A test that cannot fail proves nothing: programs that leak are found out.
func TestALeakIsSeen(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	on := side{canary: "xqzcanaryb", client: "xqzclientb", amount: 918273642, ids: map[string]string{"instances": "019a1111-0000-7000-8000-000000000001"}}
	for what, leaky := range map[string]func(w http.ResponseWriter){
		"a name in the body":    func(w http.ResponseWriter) { fmt.Fprint(w, `{"name":"XQZCanaryB"}`) },
		"an amount in the body": func(w http.ResponseWriter) { fmt.Fprint(w, `{"soft":918273642}`) },
		"a header": func(w http.ResponseWriter) {
			w.Header().Set("Content-Disposition", "attachment; filename=xqzcanaryb.csv")
		},
		"another status": func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) },
		"another text":   func(w http.ResponseWriter) { http.Error(w, "you may not", http.StatusNotFound) },
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, on.ids["instances"]) {
				leaky(w)
				return
			}
			http.Error(w, "there is no such instance", http.StatusNotFound)
		}))
		t.Cleanup(server.Close)
		s := &site{base: server.URL, b: on}
		leaks := s.attack(t, route{method: http.MethodGet, path: "/api/v1/instances/{id}", id: "getInstance"}, spec{}, caller{name: "viewer", Caller: p.Browser(t)})
		require.NotEmpty(t, leaks, what)
	}
}

// serving is a site whose program is a function.
func serving(t *testing.T, answer http.HandlerFunc) *site {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	ids := func(n string) map[string]string {
		return map[string]string{"instances": "019a1111-0000-7000-8000-00000000000" + n, "clients": "019a1111-0000-7000-8000-00000000001" + n}
	}
	return &site{
		base: server.URL, a: side{canary: "xqzcanarya", client: "xqzclienta", amount: 918273641, ids: ids("1")},
		b: side{canary: "xqzcanaryb", client: "xqzclientb", amount: 918273642, ids: ids("2")},
	}
}

func TestARouteOfTheOrganisationThatRefusesNobodyIsSeen(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	s := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{}`) })
	of := func(by string, who caller) []string {
		who.Caller = p.Browser(t)
		return s.attack(t, route{method: http.MethodPost, path: "/api/v1/groups", id: "createGroup"}, spec{by: by, organisation: true, readers: []string{"auditor"}}, who)
	}
	require.NotEmpty(t, of("owner", caller{name: "administrator", rank: actor.Administrator}))
	require.NotEmpty(t, of("administrator", caller{name: "manager", rank: actor.Manager}))
	require.Empty(t, of("administrator", caller{name: "administrator", rank: actor.Administrator}))
	require.Empty(t, of("owner", caller{name: "auditor"}), "who reads people")
}

func TestAListThatHoldsNothingIsSeen(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	roles := map[string]caller{"viewer": {name: "viewer", Caller: p.Browser(t)}}
	for body, empty := range map[string]bool{
		`{"items":[]}`: true, `{"items":[{"name":"xqzcanaryb"}]}`: true,
		`{"items":[{"name":"xqzcanarya"}]}`: false, `{"items":[{"id":"019a1111-0000-7000-8000-000000000001"}]}`: false,
	} {
		s := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		wrong := s.control(t, route{method: http.MethodGet, path: "/api/v1/queries", id: "listQueries"}, spec{}, roles)
		require.Equal(t, empty, len(wrong) > 0, body)
	}
}

func TestACountThatGrowsWithWhatIsElsewhereIsSeen(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	var planted atomic.Int64
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v1/notice-counts" {
			fmt.Fprintf(w, `{"open":%d}`, planted.Load())
			return
		}
		fmt.Fprint(w, `{"at":"2026-01-01T00:00:00Z"}`)
	})
	served := []route{
		{method: http.MethodGet, path: "/api/v1/notice-counts", id: "countNotices"},
		{method: http.MethodGet, path: "/api/v1/queries", id: "listQueries"},
		{method: http.MethodGet, path: "/api/v1/instances/{id}", id: "getInstance"},
		{method: http.MethodPost, path: "/api/v1/queries", id: "createQuery"},
	}
	strangers := []caller{{name: "viewer", Caller: p.Browser(t)}}
	before := s.snapshot(t, served, strangers)
	require.Empty(t, changes(before, s.snapshot(t, served, strangers)))
	planted.Add(1)
	found := changes(before, s.snapshot(t, served, strangers))
	require.Len(t, found, 1)
	require.Contains(t, found[0], "countNotices")
}

func TestALeakToTheNextInstanceOfTheSameClientIsSeen(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	neighbour := caller{name: "neighbour", Caller: p.Browser(t), neighbour: true}
	listed := route{method: http.MethodGet, path: "/api/v1/schedules", id: "listSchedules"}
	for body, leaks := range map[string]bool{`{"name":"xqzclientb"}`: false, `{"name":"xqzcanaryb"}`: true, `{"soft":918273642}`: true} {
		s := serving(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) })
		require.Equal(t, leaks, len(s.attack(t, listed, spec{queries: []string{"client={clients}"}}, neighbour)) > 0, body)
	}
	s := serving(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, "019a1111-0000-7000-8000-000000000002") {
			fmt.Fprint(w, "hidden")
		}
	})
	require.NotEmpty(t, s.attack(t, listed, spec{queries: []string{"instance={instances}"}}, neighbour), "an instance they do not have")
}
