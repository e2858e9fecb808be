package pack

import (
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Limits of a pack.
const (
	MaxValues  = 100_000
	MaxContent = 4 << 20 // bytes of all its values
	MaxLength  = 1000    // characters of a value
)

// Errors about packs that a person can meet.
var (
	ErrNotFound = fault.New(fault.NotFound, "pack.not_found", "There is no such pack.")
	ErrConflict = fault.New(fault.Conflict, "pack.version_conflict", "The pack was changed in the meantime.").
			WithNext("Look at what it holds now, then make your change again.")
	ErrTaken = fault.New(fault.Conflict, "pack.name_taken", "The brand has a pack of this name already.").
			WithNext("Choose another name, or rename or archive the other pack first.")
	ErrArchived = fault.New(fault.Conflict, "pack.archived", "The pack is archived.").
			WithNext("Bring it back first.")
	ErrKind = fault.New(fault.Invalid, "pack.invalid_kind", "There is no such kind of pack.").
		WithField("/kind", "must be asin, campaign or value; type is of value only: string, number, date, timestamp or boolean")
	// ErrUsed says that something would lose its values.
	ErrUsed = fault.New(fault.Conflict, "pack.used", "It cannot be archived: something is filled with it.").
		WithNext("Choose another pack there first.")
	// ErrRefused says that some lines hold nothing that can be a value; its fields name them.
	ErrRefused = fault.New(fault.Invalid, "pack.lines_refused", "Some lines hold no value of this pack.").
			WithNext("Correct the lines named, or go on without them.")
	ErrTooMany = fault.New(fault.Invalid, "pack.too_many", "The pack would hold more than 100,000 values.").
			WithNext("Split it into several packs.")
	ErrTooLarge = fault.New(fault.Invalid, "pack.too_large", "The values of the pack would be longer than 4 MiB together.").
			WithNext("Split it into several packs.")
)

// Kind says what the values of a pack are.
type Kind string

// The kinds.
const (
	ASIN     Kind = "asin"
	Campaign Kind = "campaign" // ids of campaigns, as text
	Value    Kind = "value"    // anything else, of a type
)

// Types are those that values of a Value pack can have.
func Types() []amcsql.PlaceholderType {
	return []amcsql.PlaceholderType{
		amcsql.PlaceholderString, amcsql.PlaceholderNumber, amcsql.PlaceholderDate, amcsql.PlaceholderTimestamp, amcsql.PlaceholderBoolean,
	}
}

// Pack is a pack without its values.
type Pack struct {
	ID         actor.PackID
	ClientID   actor.ClientID
	BrandID    actor.BrandID
	BrandName  string
	Name       string
	Kind       Kind
	Type       amcsql.PlaceholderType // of each value
	Size       int                    // how many values
	Version    int                    // counts the edits
	ArchivedAt *time.Time
	// BrandArchived hides the pack as well.
	BrandArchived bool
	UpdatedAt     time.Time
	UpdatedBy     Person
}

type packRow struct {
	bun.BaseModel `bun:"table:pack,alias:pack"`

	ID         actor.PackID           `bun:"id,pk"`
	BrandID    actor.BrandID          `bun:"brand_id"`
	ClientID   actor.ClientID         `bun:"client_id"`
	Name       string                 `bun:"name"`
	NameKey    string                 `bun:"name_key"`
	Kind       Kind                   `bun:"kind"`
	Type       amcsql.PlaceholderType `bun:"type"`
	Size       int                    `bun:"size"`
	Version    int                    `bun:"version"`
	ArchivedAt *time.Time             `bun:"archived_at"`
	CreatedBy  actor.PersonID         `bun:"created_by"`
	CreatedAt  time.Time              `bun:"created_at"`
	UpdatedBy  actor.PersonID         `bun:"updated_by"`
	UpdatedAt  time.Time              `bun:"updated_at"`

	BrandName     string     `bun:"brand_name,scanonly"`
	BrandKey      string     `bun:"brand_key,scanonly"`
	BrandArchived *time.Time `bun:"brand_archived_at,scanonly"`
	UpdatedByName string     `bun:"updated_by_name,scanonly"`
}

func (r packRow) pack() Pack {
	return Pack{
		ID: r.ID, ClientID: r.ClientID, BrandID: r.BrandID, BrandName: r.BrandName, Name: r.Name, Kind: r.Kind, Type: r.Type,
		Size: r.Size, Version: r.Version, ArchivedAt: r.ArchivedAt, BrandArchived: r.BrandArchived != nil,
		UpdatedAt: r.UpdatedAt, UpdatedBy: Person{r.UpdatedBy, r.UpdatedByName},
	}
}

// contentRow is the values of a pack, a line each.
type contentRow struct {
	bun.BaseModel `bun:"table:pack_content"`

	PackID   actor.PackID   `bun:"pack_id,pk"`
	ClientID actor.ClientID `bun:"client_id"`
	Content  string         `bun:"content"`
}

func (r contentRow) values() []string {
	if r.Content == "" {
		return []string{}
	}
	return strings.Split(r.Content, "\n")
}
