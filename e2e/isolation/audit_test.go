package isolation_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

// The audit log is held to the routes here because each of them is tried here
// anyway, by somebody who may and by somebody who may not: a route that changes
// something and leaves no entry fails the test, one added later as well.

// onlyRead are the routes whose method could change something and that do not.
var onlyRead = []string{
	"readDataSets", "previewExecution", "previewPack", "checkSchedule", "previewSchedule", "parseRecurrence", "resolveWindow", "checkInvitation", "testSingleSignOn", "testAmazonSignIn",
	"checkSql", "formatSql", "completeSql", "hoverSql", "signatureSql", "lineageSql", "referencesSql", "renameSql", "outlineSql", "actionsSql",
}

// seenElsewhere are the routes that have nothing to do here, or cannot be tried
// twice, with the test that looks for their entries.
var seenElsewhere = map[string]string{
	"signIn": "TestWhoSignsInAndOutIsInTheAuditLog", "acceptInvitation": "TestWhoSignsInAndOutIsInTheAuditLog",
	"createOwner": "TestWhoSignsInAndOutIsInTheAuditLog", "endMySession": "TestWhoSignsInAndOutIsInTheAuditLog",
	"deleteToken": "TestWhoSignsInAndOutIsInTheAuditLog", "cancelExecution": "TestWhoSignsInAndOutIsInTheAuditLog",
	"giveCode": "TestSigningInTakesBothFactors", "confirmMyGenerator": "TestSigningInTakesBothFactors",
	"removeMyGenerator": "TestSigningInTakesBothFactors", "renewMyRecoveryCodes": "TestSigningInTakesBothFactors",
	"enterByPasskey": "TestAPersonSignsInWithAPasskey", "addMyPasskey": "TestAPersonSignsInWithAPasskey",
	"removeMyPasskey": "TestAPersonSignsInWithAPasskey", "renameMyPasskey": "TestAPersonSignsInWithAPasskey",
	"approve": "TestASecondPersonApprovesOnceAndOnlyThat", "refuseApproval": "TestASecondPersonApprovesOnceAndOnlyThat",
	"withdrawApproval":     "TestASecondPersonApprovesOnceAndOnlyThat",
	"proveSession":         "TestASensitiveActTakesProofAnewAndThenGoesOn",
	"changeMyPassword":     "TestAPersonChangesTheirPasswordInASession",
	"removeMyIdentity":     "TestWhoIsLetInByTheProvider",
	"dropIdentity":         "TestWhoIsLetInByTheProvider",
	"retireEncryptionKeys": "TestARotationResealsEverythingAndThenTheOldKeyMayGo",
	"hastenOffBoarding":    "TestAClientThatLeavesAtOnceIsInTheAuditLog",
	"retryOccurrence":      "TestActsOnSchedulesAreInTheAuditLog",
	"cancelBackfill":       "TestCancellingABackfillIsInTheAuditLogAndSoIsWhatPausesItself",
	"resumeBackfill":       "TestCancellingABackfillIsInTheAuditLogAndSoIsWhatPausesItself",
}

type entry struct {
	ID, Act, Outcome, Code string
	Object                 struct{ ID, Name string }
}

// entries are what a request left in the audit log.
func (s *site) entries(t *testing.T, of apptest.Answer) []entry {
	t.Helper()
	var list struct{ Items []entry }
	s.owner.Get(t, "/api/v1/audit-entries?request="+of.Header.Get("X-Request-Id")).Is(t, http.StatusOK).Into(t, &list)
	return list.Items
}

// audited looks for the entry of a request, and says what is wrong with it.
func (s *site) audited(t *testing.T, r route, of apptest.Answer) (wrong string) {
	t.Helper()
	refused := of.Status == http.StatusForbidden || of.Status == http.StatusNotFound
	switch {
	case r.act == "" || of.Status >= 300 && !refused:
		return ""
	case refused && s.refusalSeen[r.id]:
		return ""
	}
	outcome := "done"
	if refused {
		outcome = "refused"
	}
	found := slices.ContainsFunc(s.entries(t, of), func(e entry) bool { return e.Act == r.act && e.Outcome == outcome })
	switch {
	case refused && !found:
		return fmt.Sprintf("%s was refused with %d, and no entry says that %s was", r.id, of.Status, r.act)
	case refused:
		s.refusalSeen[r.id] = true
	case found:
		s.actSeen[r.id] = true
	}
	return ""
}

// unaudited are the routes that change something and have left no entry.
func (s *site) unaudited(served []route) (wrong []string) {
	for _, r := range served {
		changes := r.method != http.MethodGet && !slices.Contains(onlyRead, r.id)
		switch {
		case changes && r.act == "" && r.exempt == "":
			wrong = append(wrong, r.id+" says neither which act it is nor why it is none")
		case r.act != "" && !s.actSeen[r.id] && seenElsewhere[r.id] == "":
			wrong = append(wrong, r.id+" has left no entry that "+r.act+" was done")
		case r.method != http.MethodGet && r.act != "" && !s.refusalSeen[r.id] && !specs[r.id].elsewhere && !mineAlone(r):
			wrong = append(wrong, r.id+" was refused to nobody, or has left no entry of it")
		}
	}
	return wrong
}

// mineAlone are routes about what everybody may do with what is their own.
func mineAlone(r route) bool {
	return strings.Contains(r.path, "/me/") || slices.Contains([]string{"createToken", "signOut", "createOwner", "createQuery"}, r.id)
}

// plantEntry finds an entry of a side's.
func (s *site) plantEntry(t *testing.T, on *side) {
	t.Helper()
	var list struct{ Items []entry }
	s.owner.Get(t, "/api/v1/audit-entries?act=query.created&object="+on.ids["queries"]).Is(t, http.StatusOK).Into(t, &list)
	require.Len(t, list.Items, 1)
	require.Equal(t, on.canary, list.Items[0].Object.Name)
	on.ids["audit-entries"] = list.Items[0].ID
}

// seal has the sealer of the program, which may be at it, or this one seal what is
// there, so that no entry changes between two looks.
func (s *site) seal(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		_, err := s.Core().Audit.Seal(t.Context())
		require.NoError(t, err)
		waiting := true
		require.NoError(t, s.Core().DB.Read(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) (err error) {
			waiting, err = tx.NewSelect().Table("audit_entry").Where("batch IS NULL").Exists(ctx)
			return err
		}))
		return !waiting
	}, time.Minute, 10*time.Millisecond)
}

// A test that cannot fail proves nothing: programs that forget entries are found out.
func TestARouteWithoutItsEntryIsSeen(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	s := &site{Program: p, owner: p.API(t), actSeen: map[string]bool{}, refusalSeen: map[string]bool{}}
	silent := p.SignedIn(t).Get(t, "/api/v1/me") // leaves none
	created := route{method: http.MethodPost, path: "/api/v1/groups", id: "createGroup", act: "group.created"}
	require.Empty(t, s.audited(t, created, silent))
	require.Equal(t, []string{"createGroup has left no entry that group.created was done"}, s.unaudited([]route{created}))
	silent.Status = http.StatusForbidden
	require.NotEmpty(t, s.audited(t, created, silent))
	require.NotEmpty(t, s.unaudited([]route{{method: http.MethodPost, id: "createGroup"}}))
	require.Empty(t, s.unaudited([]route{{method: http.MethodPost, id: "readNotice", exempt: "why"}, {method: http.MethodPost, id: "checkSql"}}))

	made := s.owner.Post(t, "/api/v1/groups", map[string]any{"name": "Planners"}).Is(t, http.StatusCreated)
	require.Empty(t, s.audited(t, created, made))
	require.True(t, s.actSeen["createGroup"])
}
