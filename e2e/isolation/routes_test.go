package isolation_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

// route is one operation of the served OpenAPI.
type route struct {
	method, path, id string
	act, exempt      string // what it says about the audit log
}

// spec says how a route is tried. The zero spec is a request without a body that
// an administrator of the client may make.
type spec struct {
	// by is the least of whom it must work for; viewer when empty.
	by string
	// body builds what is sent: own is the side of who tries, on the one tried.
	body func(own, on side) any
	// queries are tried besides none, with {kind} for ids.
	queries []string
	// on finds the version of the object, for If-Match.
	version func(t *testing.T, s *site, on side) string
	// readers are those besides who may see the other side here: they read people
	// and grants.
	readers []string
	// organisation: it is about nothing of a client's, so that the answer need not
	// be that of something that does not exist. Who has less than by is refused.
	organisation bool
	// asked: it does nothing without a query.
	asked bool
	// neighbours: who has another instance of the client may know what holds for all
	// of them.
	neighbours bool
	// shared: it is about what belongs to a whole client, so that who has another
	// instance of it may do the same.
	shared bool
	// empty: a list that may hold nothing that was planted for who has it.
	empty bool
	// conflict: whoever may is told that there is nothing to do.
	conflict bool
	// personal: it is about what one person has by themselves, and nobody else may:
	// that it works for them is shown by another test.
	personal bool
	// elsewhere: it works by other tests or by what the test itself has done.
	elsewhere bool
	// first makes it so that there is something to change.
	first func(t *testing.T, s *site)
	// ends: it ends the session of who makes the request.
	ends bool
}

func etagAt(path string) func(*testing.T, *site, side) string {
	return func(t *testing.T, s *site, on side) string {
		t.Helper()
		return s.owner.Get(t, on.fill(path)).Is(t, http.StatusOK).Header.Get("ETag")
	}
}

// versionIn finds the version of the item of a list that has an id in a field.
func versionIn(path, field, id string) func(*testing.T, *site, side) string {
	return func(t *testing.T, s *site, on side) string {
		t.Helper()
		var list struct{ Items []map[string]any }
		s.owner.Get(t, on.fill(path)).Is(t, http.StatusOK).Into(t, &list)
		for _, item := range list.Items {
			if nested, ok := item["instance"].(map[string]any); ok && field == "instance.id" && nested["id"] == on.fill(id) || item[field] == on.fill(id) {
				return fmt.Sprintf(`"%v"`, item["version"])
			}
		}
		return `"0"`
	}
}

// refuses reports whether a route of the organisation must refuse somebody.
func (p spec) refuses(who caller) bool {
	by, ladder := actor.ParseRank(p.by)
	switch {
	case p.by == "owner", ladder && who.rank < by:
		return !slices.Contains(p.readers, who.name)
	default:
		return false
	}
}

var placeholder = regexp.MustCompile(`\{[A-Za-z-]+\}`)

// fill puts ids for {kind}.
func (s side) fill(text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string { return s.ids[strings.Trim(name, "{}")] })
}

// address is the path of a route with the side's ids. {id} is the id of what
// stands before it.
func (s side) address(r route) string {
	of := strings.Split(r.path, "/")
	parts := slices.Clone(of)
	for i, part := range of {
		switch part {
		case "{id}":
			kind := of[i-1]
			if kind == "{subject}" {
				kind = "clients"
			}
			parts[i] = s.ids[kind]
		case "{subject}":
			parts[i] = "client"
		case "{name}":
			parts[i] = s.ids["data-sets"]
		case "{step}":
			parts[i] = "people"
		case "{number}":
			parts[i] = "1"
		}
	}
	return s.fill(strings.Join(parts, "/"))
}

func fixed(body any) func(own, on side) any { return func(side, side) any { return body } }

// sql is a body about a text on the instance tried, with more beside it.
func sql(more map[string]any) func(own, on side) any {
	return func(_, on side) any {
		body := map[string]any{"sql": "SELECT 1 AS one", "instanceId": on.ids["instances"]}
		maps.Copy(body, more)
		return body
	}
}

var (
	textBody  = sql(nil)
	placeBody = sql(map[string]any{"offset": 12})
	rangeBody = sql(map[string]any{"start": 0, "end": 3})
)

const calendarSpan = "from=2026-12-01&to=2026-12-20&zone=UTC"

var plainSQL = fixed(map[string]any{"sql": "SELECT 1 AS one", "offset": 3})

// singleSignOn is a provider that is nowhere.
var singleSignOn = map[string]any{
	"enabled": false, "required": false, "label": "Agency", "issuer": "http://127.0.0.1:9", "clientId": "recomamp", "scopes": []string{"email"},
	"mailClaim": "email", "mailDomains": []string{}, "trustMail": false, "newcomers": false, "factor": "never",
}

// specs is every route that the program serves. One that is missing here fails
// the test.
var specs = map[string]spec{
	"reviewAccess":  {by: "administrator", queries: []string{"client={clients}", "instance={instances}", "person={people}"}, readers: []string{"auditor"}},
	"previewAccess": {by: "administrator", asked: true, queries: []string{"person={people}"}, readers: []string{"auditor"}, organisation: true},

	"listAuditEntries": {
		by: "administrator", readers: []string{"auditor"},
		queries: []string{"client={clients}", "instance={instances}", "object={queries}", "act=query.created", "outcome=done"},
	},
	"getAuditEntry":      {by: "administrator", readers: []string{"auditor"}},
	"exportAuditEntries": {by: "administrator", readers: []string{"auditor"}, queries: []string{"client={clients}", "format=ndjson&instance={instances}"}},
	"listAuditActs":      {empty: true},
	"getAuditSeal":       {by: "administrator", readers: []string{"auditor"}},

	"listApprovals":    {empty: true},
	"getApproval":      {elsewhere: true},
	"approve":          {elsewhere: true},
	"refuseApproval":   {elsewhere: true},
	"withdrawApproval": {elsewhere: true},
	"getApprovalRules": {by: "owner", organisation: true, readers: []string{"auditor"}},
	"setApprovalRules": {by: "owner", organisation: true, body: fixed(map[string]any{"kinds": []string{}})},

	"getBackfill":    {},
	"cancelBackfill": {by: "manager"},
	"resumeBackfill": {by: "manager"},

	"listBudgets":  {},
	"setBudget":    {by: "manager", version: versionIn("/api/v1/budgets", "ownerId", "{clients}"), body: fixed(map[string]any{"currency": "EUR", "soft": 1})},
	"removeBudget": {by: "manager", version: versionIn("/api/v1/budgets", "ownerId", "{clients}")},
	"listCosts":    {},
	"listRates":    {},
	"setRate": {
		by: "manager", version: versionIn("/api/v1/rates", "instance.id", "{instances}"),
		body: fixed(map[string]any{"currency": "EUR", "perRun": 1, "perMinute": 1, "perGB": 1}),
	},

	"listChannels":  {by: "manager"},
	"createChannel": {by: "manager", body: func(_, on side) any { return channel(on, "Another") }},
	"updateChannel": {by: "manager", version: versionIn("/api/v1/channels", "id", "{channels}"), body: func(_, on side) any { return channel(on, "Renamed "+on.canary) }},
	"deleteChannel": {by: "manager", version: versionIn("/api/v1/channels", "id", "{channels}")},
	"testChannel":   {by: "manager"},

	"listClients":       {},
	"getOffBoarding":    {by: "owner", readers: []string{"auditor"}},
	"offBoardClient":    {by: "owner", body: func(_, on side) any { return map[string]any{"confirm": on.client, "reason": "left"} }},
	"takeClientBack":    {by: "owner"},
	"hastenOffBoarding": {by: "owner", body: func(_, on side) any { return map[string]any{"confirm": on.client} }, conflict: true}, // it was taken back
	"updateClient":      {by: "administrator", version: versionIn("/api/v1/clients", "id", "{clients}"), body: fixed(map[string]any{"color": "#123abc"})},

	"listBrands":     {shared: true},
	"createBrand":    {by: "author", shared: true, body: fixed(map[string]any{"name": "Another"})},
	"getBrand":       {shared: true},
	"updateBrand":    {by: "author", shared: true, version: etagAt("/api/v1/brands/{brands}"), body: func(_, on side) any { return map[string]any{"name": on.canary + " renamed"} }},
	"listPacks":      {shared: true, queries: []string{"clientId={clients}", "brandId={brands}", "instanceId={instances}", "search=xqzcanaryb"}},
	"createPack":     {by: "author", shared: true, body: fixed(map[string]any{"name": "Another", "kind": "asin"})},
	"getPack":        {shared: true},
	"updatePack":     {by: "author", shared: true, version: etagAt("/api/v1/packs/{packs}"), body: func(_, on side) any { return map[string]any{"name": on.canary + " renamed"} }},
	"listPackValues": {shared: true},
	"previewPack":    {shared: true, body: fixed(map[string]any{"text": "more", "mode": "add"})},
	"fillPack":       {by: "author", shared: true, version: etagAt("/api/v1/packs/{packs}"), body: fixed(map[string]any{"text": "more", "mode": "add"})},

	"listConnections":     {by: "owner"},
	"createConnection":    {by: "owner", body: fixed(map[string]any{"region": "NA"}), organisation: true},
	"deleteConnection":    {by: "owner", organisation: true},
	"discoverConnection":  {by: "owner", organisation: true},
	"reconnectConnection": {by: "owner", organisation: true},

	"listDiscoveries": {by: "owner", queries: []string{"connectionId={connections}"}},
	"getDiscovery":    {by: "owner", organisation: true},
	"cancelDiscovery": {by: "owner", organisation: true, first: func(t *testing.T, s *site) {
		t.Helper()
		require.NoError(t, s.Core().DB.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewRaw("UPDATE discovery SET state = 'looking', alive_at = ? WHERE id = ?", time.Now(), s.a.ids["discoveries"]).Exec(ctx)
			return err
		}))
	}},

	"readDataSets":       {body: fixed(map[string]any{"text": `{"name":"x","kind":"DIMENSION","columns":[{"name":"c","type":"STRING"}]}`})},
	"listDataSets":       {},
	"declareDataSet":     {by: "manager", version: versionIn("/api/v1/instances/{instances}/data-sets", "name", "{data-sets}"), body: func(_, on side) any { return dataSet(on) }},
	"removeDataSet":      {by: "manager", version: versionIn("/api/v1/instances/{instances}/data-sets", "name", "{data-sets}")},
	"listAllDataSources": {},
	"listDataSources":    {},

	"getEncryptionKeys":    {by: "owner"},
	"rotateEncryptionKeys": {by: "owner", organisation: true},
	"retireEncryptionKeys": {by: "owner", organisation: true, conflict: true},

	"streamEvents": {elsewhere: true},

	"listExecutions": {queries: []string{"instance={instances}", "client={clients}", "query={queries}", "person={people}", "state=succeeded,failed", "search=xqzcanaryb", "search=SELECT"}},
	"createExecution": {by: "runner", body: func(own, on side) any {
		return map[string]any{"instanceId": on.ids["instances"], "queryId": own.ids["queries"], "window": window}
	}},
	// On an instance of one's own, filled with the pack of the one tried.
	"previewExecution": {by: "author", body: func(own, on side) any {
		return map[string]any{
			"instanceId": own.ids["instances"], "sql": "SELECT campaign FROM dsp_impressions WHERE campaign IN ({{words}})", "window": window,
			"parameterValues": map[string]any{"words": map[string]any{"pack": on.ids["packs"]}},
		}
	}},
	"getExecution":     {},
	"cancelExecution":  {by: "manager", conflict: true},
	"exportResult":     {queries: []string{"format=json", "format=ndjson&framed=true", "view=%7B%22sort%22:%5B%7B%22column%22:%22c0%22%7D%5D%7D"}},
	"pinResult":        {by: "author"},
	"unpinResult":      {by: "author"},
	"rerunExecution":   {by: "runner", body: func(_, _ side) any { return map[string]any{} }},
	"getResult":        {},
	"getResultProfile": {asked: true, queries: []string{"column=c0"}},
	"explainResult":    {},
	"getResultChart":   {queries: []string{"chart=%7B%22kind%22:%22bar%22,%22x%22:%22c0%22%7D"}},
	"findInResult":     {asked: true, queries: []string{"text=a"}},
	"getResultView":    {queries: []string{"view=%7B%22sort%22:%5B%7B%22column%22:%22c0%22%7D%5D%7D"}},
	"listResultRows":   {queries: []string{"view=%7B%22sort%22:%5B%7B%22column%22:%22c0%22%7D%5D%7D&columns=c0"}},
	"getExecutionSql":  {},

	"getExecutionTell": {},
	"listSavedViews":   {queries: []string{"queryId={queries}", "instanceId={instances}"}},
	"createSavedView": {body: func(_, _ side) any {
		return map[string]any{"name": actor.NewID[actor.SavedViewID](), "state": map[string]any{}}
	}},
	"fitSavedView":        {asked: true, queries: []string{"executionId={executions}"}},
	"getSavedView":        {},
	"updateSavedView":     {by: "author", version: etagAt("/api/v1/saved-views/{saved-views}"), body: func(_, on side) any { return map[string]any{"name": on.canary + " renamed"} }},
	"deleteSavedView":     {by: "author"},
	"restoreSavedView":    {by: "author", first: deletedView},
	"chooseSavedView":     {},
	"unchooseSavedView":   {},
	"tellOfExecution":     {},
	"tellNotOfExecution":  {},
	"getOccurrenceTell":   {},
	"tellOfOccurrence":    {},
	"tellNotOfOccurrence": {},

	"listGrants": {by: "administrator", queries: []string{"person={people}", "people={people}", "client={clients}", "instance={instances}", "ended=true"}, readers: []string{"auditor"}},
	"giveGrant": {by: "administrator", body: func(own, on side) any {
		return map[string]any{"personId": own.ids["people"], "clientId": on.ids["clients"], "role": "viewer"}
	}},
	"getGrant":    {by: "administrator", readers: []string{"auditor"}},
	"updateGrant": {by: "administrator", version: etagAt("/api/v1/grants/{grants}"), body: fixed(map[string]any{"role": "viewer"}), readers: []string{"auditor"}},
	"endGrant":    {by: "administrator", readers: []string{"auditor"}},

	"listGroups":        {by: "administrator"},
	"createGroup":       {by: "owner", body: fixed(map[string]any{"name": "Others"}), organisation: true},
	"getGroup":          {by: "administrator", organisation: true, readers: []string{"auditor"}},
	"updateGroup":       {by: "owner", version: etagAt("/api/v1/groups/{groups}"), body: fixed(map[string]any{"description": "x"}), organisation: true},
	"deleteGroup":       {by: "owner", version: etagAt("/api/v1/groups/{groups}"), organisation: true},
	"addGroupMember":    {by: "owner", organisation: true},
	"removeGroupMember": {by: "owner", organisation: true},

	"listInstances":  {queries: []string{"clientId={clients}", "search=xqzcanaryb"}},
	"getInstance":    {},
	"updateInstance": {by: "administrator", version: etagAt("/api/v1/instances/{instances}"), body: fixed(map[string]any{})},
	"pauseInstance":  {by: "manager"},
	"resumeInstance": {by: "manager"},

	"listInvitations":  {by: "owner", readers: []string{"auditor"}},
	"invite":           {by: "owner", body: fixed(map[string]any{"email": "more@agency.example", "role": "member"}), organisation: true},
	"deleteInvitation": {by: "owner", organisation: true},
	"checkInvitation":  {elsewhere: true},
	"acceptInvitation": {elsewhere: true},

	"getMe":              {},
	"listMySessions":     {empty: true},
	"endMySession":       {elsewhere: true},
	"endMyOtherSessions": {},
	"changeMyPassword":   {elsewhere: true},

	"getMySecondFactor":    {},
	"beginMyGenerator":     {elsewhere: true},
	"confirmMyGenerator":   {elsewhere: true},
	"removeMyGenerator":    {elsewhere: true},
	"renewMyRecoveryCodes": {elsewhere: true},
	"resetSecondFactor":    {by: "owner", organisation: true},
	"proveSession":         {elsewhere: true},
	"getSensitivePolicy":   {by: "owner", organisation: true, readers: []string{"auditor"}},
	"setSensitivePolicy": {
		by: "owner", organisation: true,
		body: fixed(map[string]any{"windowMinutes": 15, "tokens": "administer", "exportRows": 100_000}),
	},
	"getSignInPolicy": {by: "owner", organisation: true, readers: []string{"auditor"}},
	"setSignInPolicy": {by: "owner", body: fixed(map[string]any{"secondFactorRequired": false}), organisation: true},

	"askPasskey":      {elsewhere: true},
	"enterByPasskey":  {elsewhere: true},
	"askProof":        {elsewhere: true},
	"listMyPasskeys":  {empty: true},
	"askMyPasskey":    {elsewhere: true},
	"addMyPasskey":    {elsewhere: true},
	"renameMyPasskey": {personal: true, body: fixed(map[string]any{"name": "mine"})},
	"removeMyPasskey": {personal: true},

	"getSignInWays":    {},
	"depart":           {elsewhere: true},
	"listMyIdentities": {empty: true},
	"departToProve":    {elsewhere: true},
	"addMyIdentity":    {elsewhere: true},
	"removeMyIdentity": {elsewhere: true},
	"listIdentities":   {by: "owner", organisation: true, readers: []string{"auditor"}, empty: true},
	"dropIdentity":     {by: "owner", organisation: true, elsewhere: true, body: fixed(map[string]any{"provider": "single_sign_on"})},
	"getSingleSignOn":  {by: "owner", organisation: true, readers: []string{"auditor"}},
	"setSingleSignOn":  {by: "owner", organisation: true, body: fixed(singleSignOn)},
	"testSingleSignOn": {by: "owner", organisation: true, conflict: true, body: fixed(nil)}, // its address is refused
	"getAmazonSignIn":  {by: "owner", organisation: true, readers: []string{"auditor"}},
	"setAmazonSignIn":  {by: "owner", organisation: true, body: fixed(map[string]any{"enabled": false, "region": "NA", "clientId": ""})},
	"testAmazonSignIn": {by: "owner", organisation: true, body: fixed(nil)},

	"countNotices":   {},
	"listNotices":    {queries: []string{"client={clients}"}},
	"readAllNotices": {},
	"readNotice":     {},
	"unreadNotice":   {},
	"resolveNotice":  {by: "manager"},

	"listOccurrences": {queries: []string{"instance={instances}"}},
	"getOccurrence":   {},
	"retryOccurrence": {by: "manager", conflict: true},

	"listPeople":          {by: "administrator", organisation: true, readers: []string{"auditor"}},
	"getPerson":           {by: "administrator", organisation: true, readers: []string{"auditor"}},
	"updatePerson":        {by: "owner", version: etagAt("/api/v1/people/{people}"), body: fixed(map[string]any{"name": "Renamed"}), organisation: true},
	"disablePerson":       {by: "owner", body: fixed(map[string]any{}), organisation: true},
	"enablePerson":        {by: "owner", organisation: true},
	"recoverPerson":       {by: "owner", organisation: true},
	"getResponsibilities": {by: "owner", organisation: true},
	"listPersonSessions":  {by: "owner", organisation: true, readers: []string{"auditor"}},
	"endPersonSession":    {by: "owner", organisation: true},
	"listPersonTokens":    {by: "owner", organisation: true, readers: []string{"auditor"}},
	"endPersonToken":      {by: "owner", organisation: true},

	"listQueries": {queries: []string{"instanceId={instances}", "clientId={clients}", "search=xqzcanaryb"}},
	"createQuery": {by: "author", body: func(own, on side) any {
		content := queryContent(own)
		content["instanceId"] = on.ids["instances"]
		return content
	}},
	"getQuery":            {},
	"updateQuery":         {by: "author", version: etagAt("/api/v1/queries/{queries}"), body: func(_, on side) any { return map[string]any{"name": on.canary + " renamed"} }},
	"saveQuery":           {by: "author", version: etagAt("/api/v1/queries/{queries}"), body: func(_, on side) any { return queryContent(on) }, first: anotherVersion},
	"getUsualTime":        {queries: []string{"instanceId={instances}"}},
	"listQueryVersions":   {},
	"getQueryVersion":     {},
	"restoreQueryVersion": {by: "author", version: etagAt("/api/v1/queries/{queries}"), first: anotherVersion},

	"listRetentionRules":  {neighbours: true},
	"setRetentionRule":    {by: "manager", version: versionIn("/api/v1/retention-rules", "ownerId", "{clients}"), body: fixed(map[string]any{"keepDays": 10})},
	"removeRetentionRule": {by: "manager", version: versionIn("/api/v1/retention-rules", "ownerId", "{clients}")},
	"listLeavingResults":  {empty: true},

	"listSchedules": {queries: []string{"instance={instances}", "client={clients}", "search=xqzcanaryb"}},
	"createSchedule": {by: "manager", body: func(own, on side) any {
		return scheduleContent(own, "Mine", slices.Compact([]string{own.ids["instances"], on.ids["instances"]})...)
	}},
	"checkSchedule": {by: "manager", queries: []string{"schedule={schedules}"}, body: func(own, on side) any {
		return scheduleContent(own, "Mine", slices.Compact([]string{own.ids["instances"], on.ids["instances"]})...)
	}},
	"getSchedulesAnalytics":   {queries: []string{"client={clients}"}},
	"getScheduleCalendar":     {queries: []string{calendarSpan, calendarSpan + "&client={clients}"}},
	"listSchedulePeople":      {},
	"listScheduleVersions":    {},
	"parseRecurrence":         {body: fixed(map[string]any{"text": "every day at 06:30", "zone": "UTC"})},
	"previewSchedule":         {body: fixed(map[string]any{"rule": map[string]any{"frequency": "daily", "at": []string{"06:30"}, "zone": "UTC"}, "window": map[string]string{"preset": "yesterday"}})},
	"getSchedule":             {},
	"saveSchedule":            {by: "manager", version: etagAt("/api/v1/schedules/{schedules}"), body: func(_, on side) any { return scheduleContent(on, on.canary, on.ids["instances"]) }},
	"deleteSchedule":          {by: "manager", version: etagAt("/api/v1/schedules/{schedules}")},
	"getScheduleAnalytics":    {},
	"listBackfills":           {},
	"startBackfill":           {by: "manager", body: fixed(map[string]any{"from": "2026-02-01", "to": "2026-02-02"})},
	"listScheduleOccurrences": {},
	"pauseSchedule":           {by: "manager"},
	"resumeSchedule":          {by: "manager"},
	"runSchedule":             {by: "manager"},

	"getSession":  {},
	"signIn":      {body: fixed(map[string]any{"email": apptest.OwnerEmail, "password": password}), organisation: true, elsewhere: true},
	"signOut":     {ends: true},
	"giveCode":    {elsewhere: true},
	"getSetup":    {},
	"createOwner": {body: fixed(map[string]any{"token": "x", "name": "x", "email": "x@agency.example", "password": password}), conflict: true},

	"checkSql": {body: textBody}, "lineageSql": {body: textBody}, "outlineSql": {body: textBody},
	"completeSql": {body: placeBody}, "hoverSql": {body: placeBody}, "referencesSql": {body: placeBody},
	"renameSql": {body: sql(map[string]any{"offset": 12, "name": "two"})}, "actionsSql": {body: rangeBody},
	"formatSql": {body: fixed(map[string]any{"sql": "SELECT 1 AS one"})}, "signatureSql": {body: plainSQL},
	"getSystem": {},

	"beginSelfTest": {
		by: "owner", organisation: true, body: func(_, on side) any { return map[string]any{"instanceId": on.ids["instances"]} }, first: selfTestsEnded,
	},
	"listSelfTests": {by: "owner"},
	"getSelfTest":   {by: "owner", organisation: true},

	"getOrganisation": {},
	"setOrganisation": {by: "owner", organisation: true, version: etagAt("/api/v1/organisation"), body: fixed(map[string]any{"name": "Agency", "zone": "UTC"})},
	"getSetUp":        {by: "owner", organisation: true},
	"skipSetUpStep":   {by: "owner", organisation: true},
	"resumeSetUpStep": {by: "owner", organisation: true},

	"listTokens":    {empty: true},
	"createToken":   {body: fixed(map[string]any{"name": "mine"})},
	"deleteToken":   {elsewhere: true},
	"resolveWindow": {body: fixed(window)},
}

// anotherVersion saves other SQL.
func anotherVersion(t *testing.T, s *site) {
	t.Helper()
	content := queryContent(s.a)
	content["sql"] = "SELECT '" + s.a.canary + "' AS another"
	path := "/api/v1/queries/" + s.a.ids["queries"]
	s.owner.Do(t, http.MethodPut, path, content, "If-Match", etagAt(path)(t, s, s.a)).Is(t, http.StatusOK)
}

// tries are the queries a route is tried with.
func (p spec) tries() []string {
	if p.asked {
		return p.queries
	}
	return append([]string{""}, p.queries...)
}

// served reads the routes from the OpenAPI that the program serves.
func (s *site) served(t *testing.T) (all []route) {
	t.Helper()
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string
			Act         string `json:"x-audit-act"`
			Exempt      string `json:"x-audit-exempt"`
		}
	}
	s.owner.Get(t, "/api/openapi.json").Is(t, http.StatusOK).Into(t, &document)
	for path, methods := range document.Paths {
		for method, op := range methods {
			all = append(all, route{strings.ToUpper(method), path, op.OperationID, op.Act, op.Exempt})
		}
	}
	require.NotEmpty(t, all)
	return all
}

// deletedView leaves a saved view to bring back.
func deletedView(t *testing.T, s *site) {
	t.Helper()
	s.owner.Do(t, http.MethodDelete, s.a.fill("/api/v1/saved-views/{saved-views}"), nil).Is(t, http.StatusNoContent)
}

// selfTestsEnded lets another self-test begin.
func selfTestsEnded(t *testing.T, s *site) {
	t.Helper()
	require.NoError(t, s.Core().DB.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw("UPDATE self_test SET ended_at = started_at").Exec(ctx)
		return err
	}))
}
