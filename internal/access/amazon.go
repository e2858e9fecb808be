package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/event"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/seal"
	"github.com/recomamp/recomamp/internal/sso"
)

var (
	errAmazon    = fault.New(fault.Invalid, "amazon_sign_in.invalid", "Sign-in with Amazon cannot be set like this.")
	errNoAmazon  = fault.New(fault.Conflict, "amazon_sign_in.not_set", "Sign-in with Amazon is not set up.").WithNext("Save it first.")
	errAmazonOff = fault.New(fault.Conflict, "amazon_sign_in.off", "Signing in with Amazon is switched off.").WithNext("Sign in with your password, or ask an owner.")
	// errSandbox keeps the sandbox, where everybody is whoever they say, from letting
	// in anybody who does not sit at the machine.
	errSandbox = fault.New(fault.Forbidden, "amazon_sign_in.sandbox", "The sandbox asks nobody for a password, so it lets in only who sits at the machine it runs on.").
			WithNext("Open the program on that machine, by localhost, or have whoever runs it set an app of Amazon's.")
	errOtherMail = fault.New(fault.Conflict, "identity.other_mail", "Your account at Amazon has another email address than your account here, or none.").
			WithNext("Sign in at Amazon with the account of that address. Or ask an owner to invite the address that you have there.")
)

// Where the client secret is sealed.
const (
	AmazonSecretTable  = "amazon_sign_in"
	AmazonSecretKey    = "id"
	AmazonSecretColumn = "app_secret"
)

var placeOfAmazonSecret = seal.Place{Table: AmazonSecretTable, Row: singleSignOnID, Column: AmazonSecretColumn}

// AmazonLogin is the Login with Amazon that people may sign in with, and the
// program's own app there.
type AmazonLogin struct {
	Issuer       string                   // names it in identities; that of the sandbox is another than the real one
	Sandbox      bool                     // everybody is whoever they say
	Regions      map[string]AmazonAddress // by NA, EU or FE
	ClientID     string
	ClientSecret string
}

// AmazonAddress are the addresses of a region.
type AmazonAddress struct{ Authorize, Token, Profile string }

// AmazonSignIn is how people sign in with Amazon.
type AmazonSignIn struct {
	Enabled  bool
	Region   string // of the consent page
	ClientID string // empty: the program's own app

	// Secret says where the client secret is: "stored" or "setting".
	Secret      string
	OwnClientID string // of the program's app
	Sandbox     bool   // the sandbox stands in for Amazon
	RedirectURL string // to be registered at Amazon
	Linked      int    // people who can sign in with it
	ChangedBy   string // name; empty when it was never set
	ChangedAt   time.Time
}

type amazonRow struct {
	bun.BaseModel `bun:"table:amazon_sign_in,alias:amazon"`

	ID           string         `bun:"id,pk"`
	Issuer       string         `bun:"issuer"`
	Enabled      bool           `bun:"enabled"`
	Region       string         `bun:"region"`
	ClientID     string         `bun:"app_id"`
	ClientSecret []byte         `bun:"app_secret"`
	ChangedBy    actor.PersonID `bun:"changed_by"`
	ChangedAt    time.Time      `bun:"changed_at"`
}

// findAmazon reads the settings; nil when there are none, or when they were made
// for another Amazon: what was typed for the real one is never sent to the sandbox.
func (s *Service) findAmazon(ctx context.Context, tx bun.Tx) (*amazonRow, error) {
	row := new(amazonRow)
	err := tx.NewSelect().Model(row).Where("issuer = ?", s.config.Amazon.Issuer).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // there are none yet
	}
	if err != nil {
		return nil, fmt.Errorf("read sign-in with Amazon: %w", err)
	}
	return row, nil
}

// AmazonSignIn returns the settings, those to begin with when there are none.
// Errors: ErrForbidden.
func (s *Service) AmazonSignIn(ctx context.Context, a actor.Actor) (found AmazonSignIn, err error) {
	if err := NeedOrganisation(a, actor.ReadPeople); err != nil {
		return AmazonSignIn{}, err
	}
	err = s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) error {
		row, err := s.findAmazon(ctx, tx)
		if err != nil {
			return err
		}
		found = AmazonSignIn{
			Region: "NA", Secret: "setting", OwnClientID: s.config.Amazon.ClientID, Sandbox: s.config.Amazon.Sandbox, RedirectURL: s.config.ProviderReturn,
		}
		if row != nil {
			found.Enabled, found.Region, found.ClientID, found.ChangedAt = row.Enabled, row.Region, row.ClientID, row.ChangedAt
			if row.ClientID != "" {
				found.Secret = "stored"
			}
			if found.ChangedBy, err = audit.NameOf(ctx, tx, "person", string(row.ChangedBy)); err != nil {
				return err
			}
		}
		linked, err := tx.NewSelect().Model((*personRow)(nil)).Where("disabled_at IS NULL AND ("+hasIdentity+")", ByAmazon).Count(ctx)
		found.Linked = int(linked)
		return err
	})
	if err != nil {
		return AmazonSignIn{}, fmt.Errorf("read sign-in with Amazon: %w", err)
	}
	return found, nil
}

// SetAmazonSignIn sets how people sign in with Amazon. A nil secret leaves the one
// that is stored. Errors: ErrForbidden, amazon_sign_in.invalid.
func (s *Service) SetAmazonSignIn(ctx context.Context, a actor.Actor, wanted AmazonSignIn, secret *string) (AmazonSignIn, error) {
	wanted.ClientID = strings.TrimSpace(wanted.ClientID)
	err := s.organising(ctx, a, func(ctx context.Context, tx bun.Tx, a actor.Actor) error {
		before, err := s.findAmazon(ctx, tx)
		if err != nil {
			return err
		}
		row := &amazonRow{
			ID: singleSignOnID, Issuer: s.config.Amazon.Issuer, Enabled: wanted.Enabled, Region: wanted.Region, ClientID: wanted.ClientID,
			ClientSecret: []byte{}, ChangedBy: a.PersonID, ChangedAt: s.clock.Now(),
		}
		wrong := errAmazon
		if _, known := s.config.Amazon.Regions[row.Region]; !known {
			wrong = wrong.WithField("/region", "must be NA, EU or FE")
		}
		switch {
		case row.ClientID == "" && secret != nil && *secret != "":
			wrong = wrong.WithField("/clientId", "must be the id of the app whose secret this is")
		case row.ClientID == "": // the program's own app
		case secret != nil && *secret != "":
			if row.ClientSecret, err = s.box.Seal(*secret, placeOfAmazonSecret); err != nil {
				return err
			}
		case secret == nil && before != nil && before.ClientID == row.ClientID:
			row.ClientSecret = before.ClientSecret
		default:
			wrong = wrong.WithField("/clientSecret", "must be that of this client id")
		}
		if len(wrong.Fields) > 0 {
			return wrong
		}
		if _, err := tx.NewDelete().Model((*amazonRow)(nil)).Where("TRUE").Exec(ctx); err != nil {
			return fmt.Errorf("set sign-in with Amazon: %w", err)
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return fmt.Errorf("set sign-in with Amazon: %w", err)
		}
		s.events.Record(ctx, a, event.Change{Kind: event.PersonChanged, SubjectID: string(a.PersonID)})
		return s.record(ctx, tx, a, audit.What{Act: audit.AmazonSignInChanged, Name: "Amazon", Changes: row.changes(before)})
	})
	if err != nil {
		return AmazonSignIn{}, err
	}
	return s.AmazonSignIn(ctx, a)
}

// changes tells the audit log what is different. The secret is never told, only
// that it changed.
func (r *amazonRow) changes(before *amazonRow) audit.Changes {
	if before == nil {
		before = new(amazonRow)
	}
	changes := audit.Changes{}.From("enabled", before.Enabled, r.Enabled).From("region", before.Region, r.Region).From("clientId", before.ClientID, r.ClientID)
	if string(before.ClientSecret) != string(r.ClientSecret) {
		changes = changes.Is("clientSecret", "changed")
	}
	return changes
}

// amazonBy is Amazon by its settings.
func (s *Service) amazonBy(row *amazonRow) (sso.Provider, error) {
	at, known := s.config.Amazon.Regions[row.Region]
	if !known {
		return nil, errNoAmazon
	}
	settings := sso.AmazonSettings{
		Issuer: row.Issuer, AuthorizeURL: at.Authorize, TokenURL: at.Token, ProfileURL: at.Profile,
		ClientID: s.config.Amazon.ClientID, ClientSecret: s.config.Amazon.ClientSecret, RedirectURL: s.config.ProviderReturn,
	}
	if row.ClientID != "" {
		secret, err := s.box.Open(row.ClientSecret, placeOfAmazonSecret)
		if err != nil {
			return nil, fmt.Errorf("open the client secret of sign-in with Amazon: %w", err)
		}
		settings.ClientID, settings.ClientSecret = row.ClientID, secret
	}
	return s.amazon.With(settings), nil
}

// TestAmazonSignIn asks Amazon whether it knows the app that is set. Errors:
// ErrForbidden, amazon_sign_in.not_set, and those of package sso.
func (s *Service) TestAmazonSignIn(ctx context.Context, a actor.Actor) (sso.Report, error) {
	if err := NeedOrganisation(a, actor.Organise); err != nil {
		return sso.Report{}, err
	}
	var row *amazonRow
	err := s.db.Read(ctx, system, func(ctx context.Context, tx bun.Tx) (err error) {
		row, err = s.findAmazon(ctx, tx)
		return err
	})
	if err != nil {
		return sso.Report{}, err
	}
	if row == nil {
		return sso.Report{}, errNoAmazon
	}
	provider, err := s.amazonBy(row)
	if err != nil {
		return sso.Report{}, err
	}
	return provider.Test(ctx)
}
