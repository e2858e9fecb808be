package notify

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// seesSubject is the condition that a may see a subject of a notice, with all
// that it is about.
func seesSubject(a actor.Actor, alias string) schema.QueryWithArgs {
	return bun.SafeQuery("(? OR ? IS NULL AND ?)", database.Sees(a, alias+".instance_id"),
		bun.Ident(alias+".instance_id"), database.SeesWholeClient(a, alias+".client_id"))
}

// seesSome is seesSubject for who sees a part of it: a schedule is seen by who
// sees one of its instances. It reads another package's table, for which a copy
// here would have to follow every edit of a schedule.
func seesSome(a actor.Actor, alias string) schema.QueryWithArgs {
	kind, id := bun.Ident(alias+".kind"), bun.Ident(alias+".subject_id")
	return bun.SafeQuery(`(? OR ? = 'schedule' AND ? IN (SELECT t.schedule_id FROM schedule_target AS t WHERE ?)
		OR ? = 'occurrence' AND EXISTS (SELECT 1 FROM occurrence AS o JOIN schedule_target AS t ON t.schedule_id = o.schedule_id WHERE o.id = ? AND ?))`,
		seesSubject(a, alias), kind, id, database.Sees(a, "t.instance_id"), kind, id, database.Sees(a, "t.instance_id"))
}

// seesNotice is the condition that a may see a notice: one of an instance with
// the instance, one of a client with the whole client, and any of which a sees a
// subject. What is for one person is seen by nobody else, and by that person when
// it is about nobody's client at all.
func seesNotice(a actor.Actor) schema.QueryWithArgs {
	mine := bun.SafeQuery("(notice.person_id IS NULL OR notice.person_id = ?)", a.PersonID)
	if a.SeesAll() {
		return mine
	}
	return bun.SafeQuery(`(? AND (?
		OR EXISTS (SELECT 1 FROM notice_subject AS v WHERE v.notice_id = notice.id AND ?)
		OR notice.person_id IS NOT NULL AND notice.kind IN (?, ?)))`,
		mine, seesPlace(a), seesSome(a, "v"), KindChannel, KindSystem)
}

// seesPlace is the condition that a may see where a notice is: its instance, or
// the whole client of one that is on none.
func seesPlace(a actor.Actor) schema.QueryWithArgs {
	return bun.SafeQuery("(? OR notice.instance_id IS NULL AND ?)",
		database.Sees(a, "notice.instance_id"), database.SeesWholeClient(a, "notice.client_id"))
}

// hidden counts the subjects of a notice that a may not see.
func hidden(tx bun.IDB, a actor.Actor) schema.QueryWithArgs {
	if a.SeesAll() {
		return bun.SafeQuery("0")
	}
	return bun.SafeQuery("(? - (SELECT count(*) FROM notice_subject AS h WHERE h.notice_id = notice.id AND ?))",
		database.Total(tx, "count_subjects", "notice_subject", "notice_id", "notice.id"), seesSubject(a, "h"))
}

// whole reports whether a may see all that a notice is about.
func (n *Notice) whole(a actor.Actor) bool {
	switch {
	case a.SeesAll() || n.PersonID != "":
		return true
	case n.InstanceID != "":
		return a.May(actor.See, n.InstanceID)
	case n.ClientID != "" && a.RankOnClient(n.ClientID) > 0:
		return true
	default:
		return n.Hidden == 0 && (n.ClientID == "" || a.MayClient(actor.See, n.ClientID))
	}
}

// partly leaves out of a notice what a may not see. Its words may be about
// others' instances.
func (n *Notice) partly(a actor.Actor) {
	if n.whole(a) {
		return
	}
	n.Title, n.Body = partTitles[n.Kind], "It is about more than you may see; what you may see of it is named here."
	n.ClientID, n.InstanceID = "", ""
	n.Count -= n.Hidden
	if n.Kind == KindConnection {
		n.NextLabel, n.NextPath = "", "" // connections are for owners
	}
}

// partTitles are titles that tell of nobody.
var partTitles = map[Kind]string{
	KindConnection: "Amazon no longer accepts a connection",
	KindSchedule:   "Schedules need somebody",
	KindExecution:  "Executions need somebody",
	KindBudget:     "A budget needs somebody",
	KindRetention:  "Results will be dropped",
	KindChannel:    "Notices do not arrive",
	KindSystem:     "The program needs somebody",
}

// MaySettle reports whether a may say that a notice is done.
func MaySettle(a actor.Actor, n *Notice) bool { return maySettle(a, n) == nil }

// maySettle refuses who may not say that a notice is done: it takes the right on
// all that it is about.
func maySettle(a actor.Actor, n *Notice) error {
	switch {
	case a.SeesAll() && a.May(actor.Settle, n.InstanceID):
		return nil
	case n.PersonID != "":
		return access.NeedOwnAccount(a)
	case n.InstanceID != "":
		return access.Need(a, actor.Settle, n.InstanceID, n.ClientID)
	case n.ClientID != "":
		return access.NeedClient(a, actor.Settle, n.ClientID)
	default:
		return access.NeedOrganisation(a, actor.Organise)
	}
}

// Audiences are for event.HubConfig: a notice of several instances, or of a
// client, is of interest to who sees one of those it is about.
func Audiences() map[event.Kind]event.Audience {
	return map[event.Kind]event.Audience{event.NoticeChanged: audience}
}

func audience(ctx context.Context, tx bun.Tx, subjects []string) (map[string][]actor.InstanceID, error) {
	var rows []struct {
		NoticeID   string
		InstanceID actor.InstanceID
	}
	// Of a client, each instance stands for it: who sees one too many is told an id.
	err := tx.NewRaw(`SELECT notice_id, instance_id FROM notice_subject WHERE notice_id IN (?0) AND instance_id IS NOT NULL
		UNION SELECT s.notice_id, t.instance_id FROM notice_subject AS s JOIN schedule_target AS t ON t.schedule_id = s.subject_id
			WHERE s.notice_id IN (?0) AND s.kind = 'schedule'
		UNION SELECT n.id, i.id FROM notice AS n JOIN instance AS i ON i.client_id = n.client_id WHERE n.id IN (?0)`, bun.List(subjects)).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("find the instances of notices: %w", err)
	}
	found := map[string][]actor.InstanceID{}
	for _, row := range rows {
		found[row.NoticeID] = append(found[row.NoticeID], row.InstanceID)
	}
	return found, nil
}
