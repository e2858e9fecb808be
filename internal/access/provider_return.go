package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/sso"
)

var (
	errRequest = fault.New(fault.Unauthorized, "session.provider_request", "This way back belongs to no sign-in that was begun in this browser, or it took too long.").
			WithNext("Begin again at the sign-in page, in one browser and within fifteen minutes.")
	// errNotAdmitted answers unknown and disabled alike.
	errNotAdmitted = fault.New(fault.Unauthorized, "session.not_admitted", "The provider knows you, but nobody here has let you in.").
			WithNext("Ask an owner to invite you with the address that the provider knows you by, or for a link. Who has an account here adds the provider on the page “Your account”.")
	errMailUnverified = fault.New(fault.Unauthorized, "session.mail_unverified", "The provider does not say that the address of your account there is yours.").
				WithNext("Have the address verified at the provider, then try again. An owner may also say, under “Single sign-on”, that the provider vouches for addresses.")
	errOwnerPassword = fault.New(fault.Conflict, "session.owner_password", "You are the only owner with a password, so this link cannot leave you without one.").
				WithNext("Open the link again and set a new password with it; then add the provider on the page “Your account”.")
	errMailDomain = fault.New(fault.Unauthorized, "session.mail_domain", "Addresses like that of your account at the provider are not let in here.").
			WithNext("Sign in at the provider with the account of your organisation.")
)

// clockSkew is by how much the clock of a provider may be behind ours.
const clockSkew = time.Minute

// Return is what came of signing in with a provider.
type Return struct {
	Person Person
	By     Method
	// BothFactors: the provider counts as both.
	BothFactors bool
	// AskedAt is when the provider last asked them who they are; zero when it does not say.
	AskedAt time.Time
	// Added: the person was signed in already, and has the identity now.
	Added bool
	// Proof: the person was signed in already, and went to prove that it is still
	// them. It is said also with an error.
	Proof bool
	Next  string // path to go to
}

// Return takes the query with which a provider sent a browser back, and the secret
// of its cookie. It starts no session. Errors: those of package sso,
// session.provider_request, session.not_admitted, session.mail_unverified,
// session.mail_domain, identity.taken, identity.other_mail, proof.other_person,
// session.provider_silent, ErrTooMany.
func (s *Service) Return(ctx context.Context, a actor.Actor, secret string, query url.Values, from From) (Return, error) {
	counters := departCounters(from.Origin)
	if err := s.countAttempt(ctx, counters); err != nil {
		return Return{}, err
	}
	state := query.Get("state")
	request, err := s.takeRequest(ctx, a, state, secret)
	if err != nil {
		return Return{Proof: request.Proves}, err
	}
	asked, err := s.provider(ctx, request.Provider, from.Local)
	if err != nil {
		return Return{Proof: request.Proves}, s.keptOut(ctx, request, sso.Identity{}, err)
	}
	who, err := asked.Complete(ctx, query, secretsOf(state, secret))
	if err != nil {
		return Return{Proof: request.Proves}, s.keptOut(ctx, request, who, err)
	}
	if request.Proves {
		return Return{Proof: true, Next: request.Next}, s.proveByProvider(ctx, a, request, who, counters)
	}
	if request.Anew && !who.AskedAt.IsZero() && who.AskedAt.Before(request.CreatedAt.Add(-clockSkew)) {
		return Return{}, s.keptOut(ctx, request, who, sso.ErrNotAnew)
	}
	back := Return{By: request.Provider, AskedAt: who.AskedAt, Next: request.Next, Added: request.PersonID != ""}
	back.BothFactors = asked.bothFactors(who)
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		if err := lockAccess(ctx, tx); err != nil {
			return err
		}
		found, err := s.admit(ctx, tx, request, who, asked.openID)
		if err != nil {
			return err
		}
		back.Person = found.person()
		if !back.Added { // before a link is used up for nothing
			if err := mayEnterBy(ctx, tx, request.Provider, found.Role); err != nil {
				return err
			}
		}
		return s.forgive(ctx, tx, counters)
	})
	if err != nil {
		return Return{}, s.keptOut(ctx, request, who, err)
	}
	return back, nil
}

// takeRequest uses up what was begun with a state, if it was begun in this browser,
// and by this session when one was there. Errors: session.provider_request.
func (s *Service) takeRequest(ctx context.Context, a actor.Actor, state, secret string) (row requestRow, err error) {
	err = s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		row = requestRow{}
		err := tx.NewDelete().Model(&row).
			Where("state_hash = ? AND browser_hash = ? AND expires_at > ?", digest(state), digest(secret), s.clock.Now()).Returning("*").Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return errRequest
		}
		return err
	})
	switch {
	case errors.Is(err, errRequest):
		return row, errRequest
	case err != nil:
		return row, fmt.Errorf("take what was begun with a provider: %w", err)
	case row.PersonID != "" && (row.PersonID != a.PersonID || row.SessionID != a.SessionID):
		return row, errRequest
	default:
		return row, nil
	}
}

// admit finds whom an identity lets in, in the order of what proves most: who is
// signed in already, who is known by it, who holds a one-time link, who was
// invited under the address that the provider vouches for, who may come uninvited.
// Amazon, whose row is nil, vouches for nothing: it lets in whom it was bound to by
// themselves, or by a link that they hold, under the address that they have here.
func (s *Service) admit(ctx context.Context, tx bun.Tx, request requestRow, who sso.Identity, row *singleSignOnRow) (*personRow, error) {
	if request.PersonID != "" {
		person, err := admitted(ctx, tx, request.PersonID)
		if err == nil {
			err = sameMail(request.Provider, person, who)
		}
		if err != nil {
			return nil, err
		}
		return person, s.bind(ctx, tx, person.person().Actor(), person, request.Provider, who)
	}
	known, err := identityOf(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	if known != nil && request.LinkHash == "" {
		return s.recognise(ctx, tx, known, who)
	}
	if request.LinkHash != "" {
		return s.joinByLink(ctx, tx, request, who)
	}
	if row == nil {
		return nil, errNotAdmitted
	}
	if err := row.vouches(who); err != nil {
		return nil, err
	}
	return s.joinByMail(ctx, tx, request.Provider, who, row.Newcomers)
}

// recognise lets in a person by an identity that is theirs.
func (s *Service) recognise(ctx context.Context, tx bun.Tx, known *identityRow, who sso.Identity) (*personRow, error) {
	person, err := admitted(ctx, tx, known.PersonID)
	if err != nil {
		return nil, err
	}
	known.UsedAt = s.clock.Now()
	if who.Mail != "" {
		known.Mail = who.Mail
	}
	if _, err := tx.NewUpdate().Model(known).Column("used_at", "mail").WherePK().Exec(ctx); err != nil {
		return nil, fmt.Errorf("note that an identity was used: %w", err)
	}
	return person, nil
}

// admitted reads a person who may sign in. Errors: session.not_admitted.
func admitted(ctx context.Context, tx bun.Tx, id actor.PersonID) (*personRow, error) {
	person, err := lockPerson(ctx, tx, id)
	if errors.Is(err, ErrPersonNotFound) || err == nil && !person.DisabledAt.IsZero() {
		return nil, errNotAdmitted
	}
	return person, err
}

// vouches reports whether the provider's word about an address is enough. It is
// asked before anybody is looked for, so that the answer tells nothing of who is here.
func (r *singleSignOnRow) vouches(who sso.Identity) error {
	_, domain, isMail := strings.Cut(emailKey(who.Mail), "@")
	domains := words(r.MailDomains)
	verified := who.Verified != nil && *who.Verified || who.Verified == nil && r.TrustMail
	switch {
	case !isMail || len(checkEmail(errPersonInvalid, who.Mail).Fields) > 0 || !verified:
		return errMailUnverified
	case len(domains) > 0 && !slices.Contains(domains, domain):
		return errMailDomain
	default:
		return nil
	}
}

// sameMail holds an account at Amazon to the address of a person here before it
// becomes theirs: anybody has one, and they are invited by an address. Errors:
// identity.other_mail.
func sameMail(provider Method, person *personRow, who sso.Identity) error {
	if provider == ByAmazon && emailKey(who.Mail) != person.EmailKey {
		return errOtherMail
	}
	return nil
}

// joinByLink lets in who holds a one-time link, which is used up, and makes the
// identity theirs.
func (s *Service) joinByLink(ctx context.Context, tx bun.Tx, request requestRow, who sso.Identity) (*personRow, error) {
	var link linkRow
	err := tx.NewSelect().Model(&link).Where("token_hash = ? AND expires_at > ?", request.LinkHash, s.clock.Now()).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrLink
	}
	if err != nil {
		return nil, fmt.Errorf("look up link: %w", err)
	}
	person, err := admitted(ctx, tx, link.PersonID)
	if err == nil {
		err = sameMail(request.Provider, person, who)
	}
	if err != nil {
		return nil, err
	}
	return person, s.welcome(ctx, tx, person, request.Provider, who, link)
}

// joinByMail lets in who was invited under an address that the provider vouches
// for, and who may come uninvited. Who has joined before is never recognised by an
// address alone: an open link of theirs has to say that they are expected.
func (s *Service) joinByMail(ctx context.Context, tx bun.Tx, provider Method, who sso.Identity, newcomers bool) (*personRow, error) {
	person := new(personRow)
	err := tx.NewSelect().Model(person).Where("email_key = ?", emailKey(who.Mail)).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows) && newcomers:
		return s.newcomer(ctx, tx, provider, who)
	case errors.Is(err, sql.ErrNoRows):
		return nil, errNotAdmitted
	case err != nil:
		return nil, fmt.Errorf("find who was invited: %w", err)
	}
	var link linkRow
	err = tx.NewSelect().Model(&link).Where("person_id = ? AND expires_at > ? AND NOT drops_factors", person.ID, s.clock.Now()).Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNotAdmitted
	}
	if err != nil {
		return nil, fmt.Errorf("see whether somebody is expected: %w", err)
	}
	if person, err = admitted(ctx, tx, person.ID); err != nil {
		return nil, err
	}
	return person, s.welcome(ctx, tx, person, provider, who, link)
}

// welcome makes an identity a person's, who was expected by a link that ends now.
// As after a link that sets a password, nothing that let somebody in before does
// so any more: one to recover an account takes the password, which somebody else may know.
// Errors: session.owner_password.
func (s *Service) welcome(ctx context.Context, tx bun.Tx, person *personRow, provider Method, who sso.Identity, link linkRow) error {
	a := person.person().Actor()
	if err := dropWays(ctx, tx, person.ID); err != nil {
		return err
	}
	if err := s.bind(ctx, tx, a, person, provider, who); err != nil {
		return err
	}
	if err := s.endLinks(ctx, tx, a, person, link); err != nil {
		return err
	}
	if !person.JoinedAt.IsZero() {
		if link.Kind == Recovery && person.PasswordHash != "" {
			if err := s.dropPassword(ctx, tx, a, person); err != nil {
				return err
			}
		}
		return s.recordPerson(ctx, tx, a, cameBack(link), person, audit.Changes{}.Is("by", provider))
	}
	person.JoinedAt = s.clock.Now()
	if err := s.savePerson(ctx, tx, a, person); err != nil {
		return err
	}
	return s.recordPerson(ctx, tx, a, audit.PersonJoined, person, audit.Changes{}.Is("by", provider))
}

// dropPassword has a person's password let nobody in any more. Errors:
// session.owner_password.
func (s *Service) dropPassword(ctx context.Context, tx bun.Tx, a actor.Actor, person *personRow) error {
	if person.Role == actor.Owner {
		if err := keepOwner(ctx, tx, person.ID); errors.Is(err, errLastOwner) {
			return errOwnerPassword
		} else if err != nil {
			return err
		}
	}
	person.PasswordHash = ""
	return s.savePerson(ctx, tx, a, person)
}

// newcomer makes an account without any grant.
func (s *Service) newcomer(ctx context.Context, tx bun.Tx, provider Method, who sso.Identity) (*personRow, error) {
	name := who.Name
	if len(checkPersonName(errPersonInvalid, name).Fields) > 0 {
		name, _, _ = strings.Cut(who.Mail, "@")
	}
	now := s.clock.Now()
	person := &personRow{
		ID: actor.NewID[actor.PersonID](), Email: who.Mail, EmailKey: emailKey(who.Mail), Name: name, Role: actor.Member,
		JoinedAt: now, Revision: 1, CreatedAt: now, UpdatedAt: now,
	}
	if _, err := tx.NewInsert().Model(person).Exec(ctx); err != nil {
		return nil, fmt.Errorf("make an account for a newcomer: %w", err)
	}
	a := person.person().Actor()
	if err := s.bind(ctx, tx, a, person, provider, who); err != nil {
		return nil, err
	}
	if err := s.recordPerson(ctx, tx, a, audit.PersonJoined, person, audit.Changes{}.Is("by", provider).Is("email", who.Mail)); err != nil {
		return nil, err
	}
	return person, s.recompute(ctx, tx, a, []actor.PersonID{person.ID})
}

// keptOut writes down that a provider's word let nobody in, and gives back why.
// What went wrong on the way to the provider is no attempt of somebody's.
func (s *Service) keptOut(ctx context.Context, request requestRow, who sso.Identity, why error) error {
	if kind := fault.KindOf(why); kind != fault.Unauthorized && kind != fault.Conflict && kind != fault.Forbidden {
		return why
	}
	err := s.db.Write(ctx, system, func(ctx context.Context, tx bun.Tx) error {
		changes := audit.Changes{}.Is("provider", request.Provider).Is("issuer", who.Issuer).Is("subject", who.Subject)
		row, name := (*identityRow)(nil), ""
		if who.Subject != "" {
			var err error
			if row, err = identityOf(ctx, tx, who); err != nil {
				return err
			}
		}
		var id actor.PersonID
		if row != nil {
			id = row.PersonID
			var err error
			if name, err = audit.NameOf(ctx, tx, "person", string(id)); err != nil {
				return err
			}
		}
		return audit.RecordRefused(ctx, tx, actor.Actor{}, s.clock.Now(), audit.Attempt{
			What: audit.What{Act: audit.ProviderFailed, ID: string(id), Name: name, Changes: changes}, Code: fault.Of(why).Code,
		})
	})
	if err != nil {
		return fmt.Errorf("record a failed sign-in: %w", err)
	}
	return why
}
