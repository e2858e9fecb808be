package access

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/seal"
	"github.com/recomamp/recomamp/internal/sso"
)

var (
	errSingleSignOn    = fault.New(fault.Invalid, "sso.invalid", "Single sign-on cannot be set like this.")
	errNoSingleSignOn  = fault.New(fault.Conflict, "sso.not_set", "Single sign-on is not set up.").WithNext("Fill in the issuer and the client id first.")
	errSingleSignOnOff = fault.New(fault.Conflict, "sso.off", "Single sign-on is switched off.").WithNext("Sign in with your password, or ask an owner.")
)

// FactorRule says when a provider's word counts as both factors.
type FactorRule string

// The rules.
const (
	FactorNever  FactorRule = "never"  // our own second factor is asked for as after a password
	FactorTold   FactorRule = "told"   // when it says that it asked for a second factor (amr)
	FactorAlways FactorRule = "always" // it asks everybody for one
)

// Where the client secret is sealed.
const (
	SecretTable  = "single_sign_on"
	SecretKey    = "id"
	SecretColumn = "app_secret"

	singleSignOnID = "organisation"
)

var placeOfSecret = seal.Place{Table: SecretTable, Row: singleSignOnID, Column: SecretColumn}

// SingleSignOn is the provider that people of the organisation sign in with.
type SingleSignOn struct {
	Enabled     bool
	Required    bool // of everybody but owners
	Label       string
	Issuer      string
	ClientID    string
	Scopes      []string
	MailClaim   string
	MailDomains []string // addresses of others are let in by no account of the provider; empty: all
	TrustMail   bool     // the provider vouches for addresses of MailDomains
	Newcomers   bool     // an account without grants is made for who comes uninvited
	Factor      FactorRule

	// Secret says where the client secret is: "stored", "setting" or "none".
	Secret      string
	RedirectURL string // to be registered at the provider
	Linked      int    // people who can sign in with it
	Unlinked    int    // people, owners apart, who can sign in and could not with it
	ChangedBy   string // name; empty when it was never set
	ChangedAt   time.Time
}

type singleSignOnRow struct {
	bun.BaseModel `bun:"table:single_sign_on,alias:sso"`

	ID           string         `bun:"id,pk"`
	Enabled      bool           `bun:"enabled"`
	Required     bool           `bun:"required"`
	Label        string         `bun:"label"`
	Issuer       string         `bun:"issuer"`
	ClientID     string         `bun:"app_id"`
	ClientSecret []byte         `bun:"app_secret"`
	Scopes       string         `bun:"scopes"`
	MailClaim    string         `bun:"mail_claim"`
	MailDomains  string         `bun:"mail_domains"`
	TrustMail    bool           `bun:"trust_mail"`
	Newcomers    bool           `bun:"newcomers"`
	Factor       FactorRule     `bun:"factor"`
	ChangedBy    actor.PersonID `bun:"changed_by"`
	ChangedAt    time.Time      `bun:"changed_at"`
}

func findSingleSignOn(ctx context.Context, tx bun.Tx) (*singleSignOnRow, error) {
	row := new(singleSignOnRow)
	err := tx.NewSelect().Model(row).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // there is none yet
	}
	if err != nil {
		return nil, fmt.Errorf("read single sign-on: %w", err)
	}
	return row, nil
}

// SingleSignOn returns the settings, those to begin with when there are none.
// Errors: ErrForbidden.
func (s *Service) SingleSignOn(ctx context.Context, a actor.Actor) (found SingleSignOn, err error) {
	if err := NeedOrganisation(a, actor.ReadPeople); err != nil {
		return SingleSignOn{}, err
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := findSingleSignOn(ctx, tx)
		if err != nil {
			return err
		}
		found = s.singleSignOnOf(row)
		if row != nil {
			if found.ChangedBy, err = audit.NameOf(ctx, tx, "person", string(row.ChangedBy)); err != nil {
				return err
			}
		}
		linked, err := tx.NewSelect().Model((*personRow)(nil)).Where("disabled_at IS NULL AND ("+hasIdentity+")", BySingleSignOn).Count(ctx)
		if err != nil {
			return err
		}
		unlinked, err := tx.NewSelect().Model((*personRow)(nil)).
			Where("disabled_at IS NULL AND joined_at IS NOT NULL AND role <> ? AND NOT ("+hasIdentity+")", actor.Owner, BySingleSignOn).Count(ctx)
		found.Linked, found.Unlinked = int(linked), int(unlinked)
		return err
	})
	if err != nil {
		return SingleSignOn{}, fmt.Errorf("read single sign-on: %w", err)
	}
	return found, nil
}

func (s *Service) singleSignOnOf(row *singleSignOnRow) SingleSignOn {
	found := SingleSignOn{
		Label: "Single sign-on", Scopes: []string{"profile", "email"}, MailClaim: "email", MailDomains: []string{}, Factor: FactorTold,
		Secret: "none", RedirectURL: s.config.ProviderReturn,
	}
	if row != nil {
		found.Enabled, found.Required, found.Label, found.Issuer, found.ClientID = row.Enabled, row.Required, row.Label, row.Issuer, row.ClientID
		found.Scopes, found.MailClaim, found.MailDomains = words(row.Scopes), row.MailClaim, words(row.MailDomains)
		found.TrustMail, found.Newcomers, found.Factor, found.ChangedAt = row.TrustMail, row.Newcomers, row.Factor, row.ChangedAt
	}
	switch {
	case row != nil && len(row.ClientSecret) > 0:
		found.Secret = "stored"
	case s.config.ProviderSecret != "":
		found.Secret = "setting"
	}
	return found
}

func words(text string) []string { return append([]string{}, strings.Fields(text)...) }

// openIDBy is the OpenID provider by its settings.
func (s *Service) openIDBy(row *singleSignOnRow) (sso.Provider, error) {
	secret := s.config.ProviderSecret
	if len(row.ClientSecret) > 0 {
		var err error
		if secret, err = s.box.Open(row.ClientSecret, placeOfSecret); err != nil {
			return nil, fmt.Errorf("open the client secret of single sign-on: %w", err)
		}
	}
	return s.openID.With(sso.OpenIDSettings{
		Issuer: row.Issuer, ClientID: row.ClientID, ClientSecret: secret, Scopes: words(row.Scopes), MailClaim: row.MailClaim,
		RedirectURL: s.config.ProviderReturn,
	}), nil
}

// SetSingleSignOn sets how people sign in with the provider. A nil secret leaves
// the one that is stored, an empty one takes it away. Once single sign-on is
// required, sessions that were begun in another way end, but for owners'. Errors:
// ErrForbidden, sso.invalid.
func (s *Service) SetSingleSignOn(ctx context.Context, a actor.Actor, wanted SingleSignOn, secret *string) (SingleSignOn, error) {
	wanted, err := wanted.checked()
	if err != nil {
		return SingleSignOn{}, err
	}
	err = s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		before, err := findSingleSignOn(ctx, tx)
		if err != nil {
			return err
		}
		row := &singleSignOnRow{
			ID: singleSignOnID, Enabled: wanted.Enabled, Required: wanted.Required, Label: wanted.Label, Issuer: wanted.Issuer, ClientID: wanted.ClientID,
			ClientSecret: []byte{}, Scopes: strings.Join(wanted.Scopes, " "), MailClaim: wanted.MailClaim, MailDomains: strings.Join(wanted.MailDomains, " "),
			TrustMail: wanted.TrustMail, Newcomers: wanted.Newcomers, Factor: wanted.Factor, ChangedBy: a.PersonID, ChangedAt: s.clock.Now(),
		}
		switch {
		case secret == nil && before != nil && before.Issuer == row.Issuer:
			row.ClientSecret = before.ClientSecret
		case secret == nil && before != nil && len(before.ClientSecret) > 0:
			return errSingleSignOn.WithField("/clientSecret", "must be given anew with another issuer, so that it is sent to nobody it is not for")
		case secret != nil && *secret != "":
			if row.ClientSecret, err = s.box.Seal(*secret, placeOfSecret); err != nil {
				return err
			}
		}
		if _, err := tx.NewDelete().Model((*singleSignOnRow)(nil)).Where("TRUE").Exec(ctx); err != nil {
			return fmt.Errorf("set single sign-on: %w", err)
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("set single sign-on: %w", err)
		}
		ended := 0
		if row.Enabled && row.Required {
			if ended, err = s.endOtherMethods(ctx, tx, a); err != nil {
				return err
			}
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.record(ctx, tx, a, audit.What{Act: audit.SingleSignOnChanged, Name: row.Label, Changes: row.changes(before).Was("sessions", ended)})
	})
	if err != nil {
		return SingleSignOn{}, err
	}
	return s.SingleSignOn(ctx, a)
}

// changes tells the audit log what is different. The secret is never told, only
// that it changed.
func (r *singleSignOnRow) changes(before *singleSignOnRow) audit.Changes {
	if before == nil {
		before = new(singleSignOnRow)
	}
	changes := audit.Changes{}.From("enabled", before.Enabled, r.Enabled).From("required", before.Required, r.Required).
		From("label", before.Label, r.Label).From("issuer", before.Issuer, r.Issuer).From("clientId", before.ClientID, r.ClientID).
		From("scopes", before.Scopes, r.Scopes).From("mailClaim", before.MailClaim, r.MailClaim).
		From("mailDomains", before.MailDomains, r.MailDomains).From("trustMail", before.TrustMail, r.TrustMail).
		From("newcomers", before.Newcomers, r.Newcomers).From("factor", before.Factor, r.Factor)
	if string(before.ClientSecret) != string(r.ClientSecret) {
		changes = changes.Is("clientSecret", "changed")
	}
	return changes
}

// endOtherMethods ends the sessions that were not begun by single sign-on, but
// for owners', and says how many.
func (s *Service) endOtherMethods(ctx context.Context, tx bun.Tx, a actor.Actor) (ended int, err error) {
	var people []actor.PersonID
	err = tx.NewSelect().Model((*sessionRow)(nil)).ColumnExpr("DISTINCT session.person_id").
		Join("JOIN person AS p ON p.id = session.person_id").
		Where("p.role <> ? AND session.method <> ? AND session.ended_at IS NULL AND session.expires_at > ?", actor.Owner, BySingleSignOn, s.clock.Now()).
		OrderExpr("session.person_id").Scan(ctx, &people)
	if err != nil {
		return 0, fmt.Errorf("find sessions of another kind: %w", err)
	}
	for _, id := range people {
		n, err := s.endSessions(ctx, tx, a, id, "")
		if err != nil {
			return 0, err
		}
		ended += n
	}
	return ended, nil
}

// checked is what was asked for in the form in which it is stored. Errors: sso.invalid.
func (w SingleSignOn) checked() (SingleSignOn, error) {
	wrong := errSingleSignOn
	w.Label, w.Issuer, w.ClientID, w.MailClaim = strings.TrimSpace(w.Label), strings.TrimSpace(w.Issuer), strings.TrimSpace(w.ClientID), cmp.Or(strings.TrimSpace(w.MailClaim), "email")
	if n := utf8.RuneCountInString(w.Label); n == 0 || n > 40 {
		wrong = wrong.WithField("/label", "must have 1 to 40 characters")
	}
	if why := sso.CheckIssuer(w.Issuer); why != "" {
		wrong = wrong.WithField("/issuer", why)
	}
	if w.ClientID == "" {
		wrong = wrong.WithField("/clientId", "must be what the provider calls this application")
	}
	if strings.ContainsFunc(w.MailClaim, isBlank) {
		wrong = wrong.WithField("/mailClaim", "must be the name of one claim, such as email")
	}
	for i, scope := range w.Scopes {
		if scope == "" || strings.ContainsFunc(scope, isBlank) {
			wrong = wrong.WithField(fmt.Sprintf("/scopes/%d", i), "must be one word")
		}
	}
	w.MailDomains = slices.Clone(w.MailDomains)
	for i, domain := range w.MailDomains {
		w.MailDomains[i] = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(domain), "@"))
		if !strings.Contains(w.MailDomains[i], ".") || strings.ContainsFunc(w.MailDomains[i], isBlank) || strings.ContainsAny(w.MailDomains[i], "@/:*") {
			wrong = wrong.WithField(fmt.Sprintf("/mailDomains/%d", i), "must be what stands behind the @, such as agency.example")
		}
	}
	switch {
	case w.TrustMail && len(w.MailDomains) == 0:
		wrong = wrong.WithField("/trustMail", "needs the domains for whose addresses the provider vouches")
	case w.Newcomers && len(w.MailDomains) == 0:
		wrong = wrong.WithField("/newcomers", "needs the domains whose people may come uninvited")
	case w.Required && !w.Enabled:
		wrong = wrong.WithField("/required", "needs single sign-on to be switched on")
	}
	if !slices.Contains([]FactorRule{FactorNever, FactorTold, FactorAlways}, w.Factor) {
		wrong = wrong.WithField("/factor", "must be never, told or always")
	}
	if len(wrong.Fields) > 0 {
		return w, wrong
	}
	return w, nil
}

func isBlank(r rune) bool { return r <= ' ' || r == 0x7f }

// TestSingleSignOn asks the provider that is set whether it knows us. Errors:
// ErrForbidden, sso.not_set, and those of package sso.
func (s *Service) TestSingleSignOn(ctx context.Context, a actor.Actor) (sso.Report, error) {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return sso.Report{}, err
	}
	var row *singleSignOnRow
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) (err error) {
		row, err = findSingleSignOn(ctx, tx)
		return err
	})
	if err != nil {
		return sso.Report{}, err
	}
	if row == nil {
		return sso.Report{}, errNoSingleSignOn
	}
	asked, err := s.openIDBy(row)
	if err != nil {
		return sso.Report{}, err
	}
	return asked.Test(ctx)
}
