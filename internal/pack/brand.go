package pack

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// maxName is how long names may be, in characters.
const maxName = 200

// Errors about brands that a person can meet.
var (
	ErrBrandNotFound = fault.New(fault.NotFound, "brand.not_found", "There is no such brand.")
	ErrBrandConflict = fault.New(fault.Conflict, "brand.version_conflict", "The brand was changed in the meantime.").
				WithNext("Look at the present state and make your change again.")
	ErrBrandTaken = fault.New(fault.Conflict, "brand.name_taken", "The client has a brand of this name already.").
			WithNext("Choose another name, or rename or archive the other brand first.")
	ErrBrandArchived = fault.New(fault.Conflict, "brand.archived", "The brand is archived.").
				WithNext("Bring the brand back first.")
	errClientNotFound = fault.New(fault.NotFound, "client.not_found", "There is no such client.")
	errName           = fault.New(fault.Invalid, "pack.invalid_name", "The name cannot be used.").
				WithField("/name", "must have 1 to 200 characters and no line breaks")
)

// Brand is a brand of a client.
type Brand struct {
	ID         actor.BrandID
	ClientID   actor.ClientID
	Name       string
	Packs      int // that are not archived
	Version    int // counts the edits
	ArchivedAt *time.Time
	UpdatedAt  time.Time
	UpdatedBy  Person
}

// Person names who did something.
type Person struct {
	ID   actor.PersonID
	Name string
}

// Patch renames, archives or brings back; nil leaves as is.
type Patch struct {
	Name     *string
	Archived *bool
}

type brandRow struct {
	bun.BaseModel `bun:"table:brand,alias:brand"`

	ID         actor.BrandID  `bun:"id,pk"`
	ClientID   actor.ClientID `bun:"client_id"`
	Name       string         `bun:"name"`
	NameKey    string         `bun:"name_key"`
	Version    int            `bun:"version"`
	ArchivedAt *time.Time     `bun:"archived_at"`
	CreatedBy  actor.PersonID `bun:"created_by"`
	CreatedAt  time.Time      `bun:"created_at"`
	UpdatedBy  actor.PersonID `bun:"updated_by"`
	UpdatedAt  time.Time      `bun:"updated_at"`

	Packs         int    `bun:"packs,scanonly"`
	UpdatedByName string `bun:"updated_by_name,scanonly"`
}

func (r brandRow) brand() Brand {
	return Brand{
		ID: r.ID, ClientID: r.ClientID, Name: r.Name, Packs: r.Packs, Version: r.Version, ArchivedAt: r.ArchivedAt,
		UpdatedAt: r.UpdatedAt, UpdatedBy: Person{r.UpdatedBy, r.UpdatedByName},
	}
}

// cleanName gives a name as it is kept and as it is compared.
func cleanName(name string) (kept, key string, err error) {
	kept = strings.TrimSpace(name)
	if kept == "" || utf8.RuneCountInString(kept) > maxName || !utf8.ValidString(kept) || strings.ContainsAny(kept, "\r\n\x00") {
		return "", "", errName
	}
	return kept, strings.ToLower(kept), nil
}

// archivedAt is when something is archived after a patch.
func (p Patch) archivedAt(was *time.Time, now time.Time) *time.Time {
	switch {
	case p.Archived == nil || *p.Archived == (was != nil):
		return was
	case *p.Archived:
		return &now
	default:
		return nil
	}
}
