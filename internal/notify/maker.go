package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/event"
)

// A channel rests on the access of its maker, who is whoever saved it last: one
// that is limited to clients on the right to announce there, one's own on being
// let in at all. When that is gone the channel is switched off, and stays so until
// somebody who may saves it.

// restsOnMaker reports whether the channel needs its maker. One for all is the
// organisation's.
func (r *channelRow) restsOnMaker() bool { return r.PersonID != "" || len(r.Clients) > 0 }

// standing are those of some channels whose makers may still have them told.
func (s *Service) standing(ctx context.Context, tx bun.Tx, rows []channelRow) (map[actor.ChannelID]bool, error) {
	stands := make(map[actor.ChannelID]bool, len(rows))
	var makers []actor.PersonID
	for i := range rows {
		stands[rows[i].ID] = s.actors == nil || !rows[i].restsOnMaker()
		if !stands[rows[i].ID] {
			makers = append(makers, rows[i].CreatedBy)
		}
	}
	if len(makers) == 0 {
		return stands, nil
	}
	found, err := s.actors(ctx, tx, makers)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if maker, known := found[rows[i].CreatedBy]; known && !stands[rows[i].ID] {
			stands[rows[i].ID] = mayAnnounce(maker, rows[i].PersonID != "", rows[i].Clients) == nil
		}
	}
	return stands, nil
}

// orphans are the channels that are told though their makers may not have it so
// any more.
func (s *Service) orphans(ctx context.Context, tx bun.Tx) (ids []actor.ChannelID, err error) {
	var rows []channelRow
	if err := tx.NewSelect().Model(&rows).Where("active").Order("id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("read active channels: %w", err)
	}
	stands, err := s.standing(ctx, tx, rows)
	for _, row := range rows {
		if !stands[row.ID] {
			ids = append(ids, row.ID)
		}
	}
	return ids, err
}

// disownFallen switches a locked channel off that its maker may not have told
// any more.
func (s *Service) disownFallen(ctx context.Context, tx bun.Tx, by actor.Actor, row *channelRow) error {
	if !row.Active {
		return nil
	}
	stands, err := s.standing(ctx, tx, []channelRow{*row})
	if err != nil || stands[row.ID] {
		return err
	}
	return s.disown(ctx, tx, by, row)
}

// Leave is for access.Dependencies: it switches off, in tx, the channels that a
// person who is disabled has made for themselves or for clients.
func (s *Service) Leave(ctx context.Context, tx bun.Tx, by actor.Actor, person actor.PersonID) error {
	var rows []channelRow
	err := database.LockRows(tx.NewSelect().Model(&rows).Where("active AND created_by = ?", person).Order("id")).Scan(ctx)
	if err != nil {
		return fmt.Errorf("read the channels of %s: %w", person, err)
	}
	for i := range rows {
		if !rows[i].restsOnMaker() {
			continue
		}
		if err := s.disown(ctx, tx, by, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// disown switches a locked channel off. Of one that is not somebody's own it
// says so to those who can take it over.
func (s *Service) disown(ctx context.Context, tx bun.Tx, by actor.Actor, row *channelRow) error {
	row.Active, row.Version, row.UpdatedAt = false, row.Version+1, s.clock.Now()
	if _, err := tx.NewUpdate().Model(row).Column("active", "version", "updated_at").WherePK().Exec(ctx); err != nil {
		return fmt.Errorf("switch off channel %s: %w", row.ID, err)
	}
	s.events.Record(ctx, by, event.Change{Kind: event.ChannelChanged, SubjectID: string(row.ID)})
	if row.PersonID != "" {
		return nil
	}
	r := Raise{
		Kind: KindChannel, Severity: Warning, Cause: row.channel().makerCause(),
		Title: fmt.Sprintf("The channel “%s” is switched off", row.Name),
		Body:  "Whoever made it may no longer have it told. Switch it on again to take it over, or delete it.",
		Next:  Next{Label: "Look at the channel", Path: "/notifications/channels"},
	}
	for _, client := range row.Clients { // whoever sees one of them hears of it
		name, err := clientName(ctx, tx, client)
		if err != nil {
			return err
		}
		r.Subjects = append(r.Subjects, Subject{Kind: "client", ID: string(client), Name: name, ClientID: client})
	}
	if len(row.Clients) == 1 {
		r.ClientID = row.Clients[0]
	}
	return s.Raise(ctx, tx, by, r)
}

func clientName(ctx context.Context, tx bun.Tx, id actor.ClientID) (name string, err error) {
	err = tx.NewSelect().Table("client").Column("name").Where("id = ?", id).Scan(ctx, &name)
	if errors.Is(err, sql.ErrNoRows) {
		return string(id), nil
	}
	if err != nil {
		return "", fmt.Errorf("read name of client %s: %w", id, err)
	}
	return name, nil
}

// makerCause names that nobody who may has the channel told.
func (c *Channel) makerCause() string { return Cause("channel", string(c.ID), "maker") }

// forget resolves, in tx, what was said of a channel that is deleted or taken over.
func (s *Service) forget(ctx context.Context, tx bun.Tx, by actor.Actor, causes ...string) error {
	for _, cause := range causes {
		if err := s.Resolve(ctx, tx, by, cause); err != nil {
			return err
		}
	}
	return nil
}

// isFor reports whether a notice may still be told outside: what is for one person
// alone only for as long as they see what it is about.
func (s *Service) isFor(ctx context.Context, tx bun.Tx, n *Notice) (bool, error) {
	if n.PersonID == "" || s.actors == nil {
		return true, nil
	}
	found, err := s.actors(ctx, tx, []actor.PersonID{n.PersonID})
	if err != nil {
		return false, err
	}
	person, known := found[n.PersonID]
	if !known {
		return false, nil
	}
	sees, err := tx.NewSelect().Model((*Notice)(nil)).Where("notice.id = ?", n.ID).Where("?", seesNotice(person)).Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("find whether %s sees notice %s: %w", n.PersonID, n.ID, err)
	}
	return sees, nil
}

// unwritten gives back what an open message tells of when its person may no
// longer see some of it, so that the rest is told by another. Its words may hold
// what is not seen any more.
func (s *Service) unwritten(ctx context.Context, tx bun.Tx, to *channelRow, open *messageRow) (bool, error) {
	if to.PersonID == "" {
		return false, nil
	}
	var told []Notice
	err := tx.NewSelect().Model(&told).Where("notice.id IN (SELECT notice_id FROM delivery WHERE message_id = ?)", open.ID).Scan(ctx)
	if err != nil {
		return false, fmt.Errorf("read what message %s tells: %w", open.ID, err)
	}
	for i := range told {
		seen, err := s.isFor(ctx, tx, &told[i])
		if err != nil {
			return false, err
		}
		if seen {
			continue
		}
		if _, err := tx.NewUpdate().Model((*delivery)(nil)).Set("message_id = NULL").Where("message_id = ?", open.ID).Exec(ctx); err != nil {
			return false, fmt.Errorf("give back what message %s tells: %w", open.ID, err)
		}
		return true, nil
	}
	return false, nil
}
