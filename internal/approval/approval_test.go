package approval_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/approval"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/database/databasetest"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
)

type bundle struct {
	*approval.Service

	db              *database.DB
	clock           *clock.Manual
	ada, bo, member actor.Actor // two owners and somebody
	told            *[]access.AccountNotice
	settled         *[]string
}

func setup(t *testing.T, db *database.DB) bundle {
	t.Helper()
	now := clock.NewManual(time.Now())
	told, settled := new([]access.AccountNotice), new([]string)
	b := bundle{db: db, clock: now, told: told, settled: settled, Service: approval.New(approval.Dependencies{
		DB: db, Clock: now, Events: event.NewLog(now),
		Tells: func(_ context.Context, _ bun.Tx, _ actor.Actor, n access.AccountNotice) error {
			*told = append(*told, n)
			return nil
		},
		Settles: func(_ context.Context, _ bun.Tx, _ actor.Actor, about string) error {
			*settled = append(*settled, about)
			return nil
		},
	})}
	b.ada, b.bo = b.person(t, "Ada", actor.Owner), b.person(t, "Bo", actor.Owner)
	b.member = b.person(t, "Mia", actor.Member).With(&actor.Access{})
	return b
}

func (b bundle) person(t *testing.T, name string, role actor.Role) actor.Actor {
	t.Helper()
	id := actor.NewID[actor.PersonID]()
	require.NoError(t, b.db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
		_, err := tx.NewRaw(`INSERT INTO person (id, email, email_key, name, role, password_hash, joined_at, created_at, updated_at)
			VALUES (?0, ?0, ?0, ?1, ?2, 'x', ?3, ?3, ?3)`, id, name, role, b.clock.Now()).Exec(ctx)
		return err
	}))
	return actor.Person(id, name, role)
}

func ask(body string) approval.Ask {
	return approval.Ask{
		Kind: approval.OffBoarding, Words: "Off-board the client Acme",
		Request: approval.Request{Method: "POST", Target: "/api/v1/clients/c/off-boarding", Body: body},
	}
}

func (b bundle) use(t *testing.T, a actor.Actor, what approval.Ask) (approval.ID, string) {
	t.Helper()
	id, err := b.Use(t.Context(), a, what)
	if err != nil {
		return id, fault.Of(err).Code
	}
	return id, ""
}

// asked asks and gives the request that waits.
func (b bundle) asked(t *testing.T, a actor.Actor, what approval.Ask) approval.ID {
	t.Helper()
	_, err := b.Use(t.Context(), a, what)
	require.ErrorIs(t, err, approval.ErrNeeded)
	id, _ := fault.Of(err).Details["approvalId"].(string)
	require.NotEmpty(t, id)
	return approval.ID(id)
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.Of(err).Code
}

func TestAnActIsDoneOnceAfterSomebodyElseApprovedExactlyThat(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, refused := b.use(t, b.ada, ask("{}"))
		require.Empty(t, refused, "no rule stands")
		_, err := b.SetRules(t.Context(), b.ada, []approval.Kind{approval.OffBoarding})
		require.NoError(t, err)

		id := b.asked(t, b.ada, ask("{}"))
		require.Equal(t, id, b.asked(t, b.ada, ask("{}")), "the same waits once")
		require.Len(t, *b.told, 1)
		require.Empty(t, (*b.told)[0].PersonID, "all owners")

		// Not by oneself, by whichever session or token.
		for _, self := range []actor.Actor{b.ada, {Kind: actor.KindPerson, PersonID: b.ada.PersonID, Role: actor.Owner, SessionID: "other"}, {Kind: actor.KindPerson, PersonID: b.ada.PersonID, Role: actor.Owner, TokenID: "t"}} {
			_, err = b.Approve(t.Context(), self, id, "")
			require.Equal(t, "approval.own", code(err))
		}
		_, err = b.Approve(t.Context(), b.member, id, "")
		require.Equal(t, "approval.not_found", code(err))
		_, err = b.Withdraw(t.Context(), b.bo, id)
		require.Equal(t, "access.forbidden", code(err))

		done, err := b.Approve(t.Context(), b.bo, id, "as agreed")
		require.NoError(t, err)
		require.Equal(t, approval.Approved, done.State)
		require.Equal(t, "Bo", done.Decider)
		_, err = b.Approve(t.Context(), b.bo, id, "")
		require.Equal(t, "approval.decided", code(err))
		require.Equal(t, b.ada.PersonID, (*b.told)[1].PersonID)

		_, refused = b.use(t, b.ada, ask(`{"graceDays":0}`))
		require.Equal(t, "approval.required", refused, "anything else is asked for anew")
		_, refused = b.use(t, b.bo, ask("{}"))
		require.Equal(t, "approval.required", refused, "and so is the same by somebody else")
		used, refused := b.use(t, b.ada, ask("{}"))
		require.Empty(t, refused)
		require.Equal(t, id, used)
		_, refused = b.use(t, b.ada, ask("{}"))
		require.Equal(t, "approval.required", refused, "it counts once")
		found, err := b.Get(t.Context(), b.ada, id)
		require.NoError(t, err)
		require.Equal(t, approval.Used, found.State)
	})
}

func TestManyThatTryAtOnceDoItOnce(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, err := b.SetRules(t.Context(), b.ada, []approval.Kind{approval.OffBoarding})
		require.NoError(t, err)
		_, err = b.Approve(t.Context(), b.bo, b.asked(t, b.ada, ask("{}")), "")
		require.NoError(t, err)
		var won atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if id, err := b.Use(t.Context(), b.ada, ask("{}")); err == nil && id != "" {
					won.Add(1)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, won.Load())
	})
}

func TestAnApprovalEndsByItselfAndWithWhoGaveIt(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, err := b.SetRules(t.Context(), b.ada, []approval.Kind{approval.OffBoarding})
		require.NoError(t, err)
		late := b.asked(t, b.ada, ask("late"))
		b.clock.Advance(3 * 24 * time.Hour)
		_, err = b.Approve(t.Context(), b.bo, late, "")
		require.Equal(t, "approval.decided", code(err))

		lapsed := b.asked(t, b.ada, ask("lapsed"))
		_, err = b.Approve(t.Context(), b.bo, lapsed, "")
		require.NoError(t, err)
		b.clock.Advance(24 * time.Hour)
		require.NotEqual(t, lapsed, b.asked(t, b.ada, ask("lapsed")))

		withdrawn := b.asked(t, b.ada, ask("withdrawn"))
		_, err = b.Withdraw(t.Context(), b.ada, withdrawn)
		require.NoError(t, err)
		refused := b.asked(t, b.ada, ask("refused"))
		_, err = b.Refuse(t.Context(), b.bo, refused, " ")
		require.Equal(t, "approval.invalid", code(err))
		_, err = b.Refuse(t.Context(), b.bo, refused, "not now")
		require.NoError(t, err)
		require.NotEqual(t, refused, b.asked(t, b.ada, ask("refused")))

		given := b.asked(t, b.ada, ask("given back"))
		_, err = b.Approve(t.Context(), b.bo, given, "")
		require.NoError(t, err)
		used, _ := b.use(t, b.ada, ask("given back"))
		require.NoError(t, b.GiveBack(t.Context(), used))
		again, _ := b.use(t, b.ada, ask("given back"))
		require.Equal(t, given, again)

		gone := b.asked(t, b.ada, ask("gone"))
		_, err = b.Approve(t.Context(), b.bo, gone, "")
		require.NoError(t, err)
		b.person(t, "Cy", actor.Owner) // so that somebody could approve anew
		require.NoError(t, b.db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewUpdate().Table("person").Set("disabled_at = ?", b.clock.Now()).Where("id = ?", b.bo.PersonID).Exec(ctx)
			return err
		}))
		_, why := b.use(t, b.ada, ask("gone"))
		require.Equal(t, "approval.required", why, "whoever approved is nobody any more")

		states := map[approval.ID]approval.State{}
		all, err := b.List(t.Context(), b.ada, approval.Page{}, 100)
		require.NoError(t, err)
		for _, one := range all {
			states[one.ID] = one.State
		}
		require.Equal(t, approval.Expired, states[late])
		require.Equal(t, approval.Lapsed, states[lapsed])
		require.Equal(t, approval.Withdrawn, states[withdrawn])
		require.Equal(t, approval.Refused, states[refused])
		none, err := b.List(t.Context(), b.member, approval.Page{}, 100)
		require.NoError(t, err)
		require.Empty(t, none)
	})
}

func TestRulesTakeTwoOwners(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, err := b.SetRules(t.Context(), b.ada, []approval.Kind{"nonsense"})
		require.Equal(t, "approval.invalid", code(err))
		_, err = b.SetRules(t.Context(), b.member, nil)
		require.Equal(t, "access.forbidden", code(err))
		kinds, err := b.SetRules(t.Context(), b.ada, []approval.Kind{approval.HighRole, approval.KeyRotation})
		require.NoError(t, err)
		require.Equal(t, []approval.Kind{approval.KeyRotation, approval.HighRole}, kinds)
		loosens, err := b.Loosens(t.Context(), b.ada, []approval.Kind{approval.HighRole})
		require.NoError(t, err)
		require.True(t, loosens)
		tighter := []approval.Kind{approval.HighRole, approval.KeyRotation, approval.OffBoarding}
		loosens, err = b.Loosens(t.Context(), b.ada, tighter)
		require.NoError(t, err)
		require.False(t, loosens)
		require.NoError(t, b.db.Write(t.Context(), actor.System("test"), func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewUpdate().Table("person").Set("disabled_at = ?", b.clock.Now()).Where("id = ?", b.bo.PersonID).Exec(ctx)
			return err
		}))
		_, err = b.SetRules(t.Context(), b.ada, tighter)
		require.Equal(t, "approval.nobody", code(err))
		_, refused := b.use(t, b.ada, approval.Ask{Kind: approval.HighRole, Words: "x"})
		require.Equal(t, "approval.nobody", refused)
	})
}

func TestWhatSomebodyWhoLeavesAskedForIsTakenBack(t *testing.T) {
	t.Parallel()
	databasetest.Run(t, func(t *testing.T, db *database.DB) {
		b := setup(t, db)
		_, err := b.SetRules(t.Context(), b.ada, []approval.Kind{approval.OffBoarding})
		require.NoError(t, err)
		id := b.asked(t, b.bo, ask("{}"))
		others := b.asked(t, b.ada, ask(`{"days":1}`))
		waiting, err := b.AskedBy(t.Context(), b.ada, b.bo.PersonID)
		require.NoError(t, err)
		require.Equal(t, 1, waiting)
		for range 2 { // nothing is left to take back the second time
			require.NoError(t, db.Write(t.Context(), b.ada, func(ctx context.Context, tx bun.Tx) error {
				return b.Leave(ctx, tx, b.ada, b.bo.PersonID)
			}))
		}
		_, err = b.Approve(t.Context(), b.ada, id, "")
		require.Equal(t, "approval.decided", code(err))
		found, err := b.Get(t.Context(), b.ada, id)
		require.NoError(t, err)
		require.Equal(t, approval.Withdrawn, found.State)
		require.Equal(t, "Whoever asked has left.", found.Reason)
		require.Equal(t, []string{"approval:" + string(id)}, *b.settled, "nobody is asked for it any more")
		_, err = b.Approve(t.Context(), b.bo, others, "")
		require.NoError(t, err, "what others asked for goes on")
		require.Equal(t, "approval:"+string(others), (*b.settled)[1])
		waiting, err = b.AskedBy(t.Context(), b.ada, b.bo.PersonID)
		require.NoError(t, err)
		require.Zero(t, waiting)
	})
}
