package savedview

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// Limits of saved views.
const (
	maxName  = 100
	maxViews = 200 // of a person and a query
	// keptDeleted is how long a deleted view can be restored.
	keptDeleted = 30 * 24 * time.Hour
)

// Errors about saved views that a person can meet.
var (
	ErrNotFound = fault.New(fault.NotFound, "saved_view.not_found", "There is no such saved view.")
	ErrConflict = fault.New(fault.Conflict, "saved_view.version_conflict", "The saved view was changed in the meantime.").
			WithNext("Look at what it holds now, then make your change again.")
	ErrTaken = fault.New(fault.Conflict, "saved_view.name_taken", "You have a saved view of this name for the query already.").
			WithNext("Choose another name, or update the other view.")
	ErrNoQuery = fault.New(fault.Conflict, "saved_view.no_query", "The result is of SQL that was not saved, so no later result would open with the view.").
			WithNext("Save the SQL as a query and run that.")
	ErrTooMany = fault.New(fault.Conflict, "saved_view.too_many", "You have 200 saved views for this query.").
			WithNext("Delete one of them first.")
	errName = fault.New(fault.Invalid, "saved_view.invalid_name", "A saved view needs a name.").
		WithField("/name", "must be 1 to 100 characters on one line")
)

// Person names somebody.
type Person struct {
	ID   actor.PersonID
	Name string
}

// View is a view of a query's results that has a name.
type View struct {
	ID         actor.SavedViewID
	QueryID    actor.QueryID
	InstanceID actor.InstanceID
	Name       string
	Owner      Person
	// Shared with all who see the instance.
	Shared bool
	State  State
	// Default is set when the results of the query open with it for who reads it.
	Default   bool
	Version   int // counts the edits
	UpdatedAt time.Time
	UpdatedBy Person
	// DeletedAt is set while it can be restored.
	DeletedAt *time.Time
}

type viewRow struct {
	bun.BaseModel `bun:"table:saved_view,alias:saved_view"`

	ID         actor.SavedViewID `bun:"id,pk"`
	QueryID    actor.QueryID     `bun:"query_id"`
	InstanceID actor.InstanceID  `bun:"instance_id"`
	OwnerID    actor.PersonID    `bun:"owner_id"`
	Name       string            `bun:"name"`
	NameKey    string            `bun:"name_key"`
	Shared     bool              `bun:"shared"`
	State      State             `bun:"state,type:text"`
	Columns    []Column          `bun:"columns,type:text"`
	Version    int               `bun:"version"`
	CreatedAt  time.Time         `bun:"created_at"`
	UpdatedBy  actor.PersonID    `bun:"updated_by"`
	UpdatedAt  time.Time         `bun:"updated_at"`
	DeletedAt  *time.Time        `bun:"deleted_at"`

	OwnerName     string         `bun:"owner_name,scanonly"`
	UpdatedByName string         `bun:"updated_by_name,scanonly"`
	ClientID      actor.ClientID `bun:"client_id,scanonly"`
	IsDefault     bool           `bun:"is_default,scanonly"`
}

func (r viewRow) view() View {
	return View{
		ID: r.ID, QueryID: r.QueryID, InstanceID: r.InstanceID, Name: r.Name, Owner: Person{r.OwnerID, r.OwnerName}, Shared: r.Shared,
		State: r.State, Default: r.IsDefault, Version: r.Version, UpdatedAt: r.UpdatedAt, UpdatedBy: Person{r.UpdatedBy, r.UpdatedByName},
		DeletedAt: r.DeletedAt,
	}
}

// defaultRow is the view that a person has chosen for the results of a query.
type defaultRow struct {
	bun.BaseModel `bun:"table:saved_view_default"`

	PersonID actor.PersonID    `bun:"person_id,pk"`
	QueryID  actor.QueryID     `bun:"query_id,pk"`
	ViewID   actor.SavedViewID `bun:"view_id"`
}

// cleanName is a name as it is kept, and as it is compared.
func cleanName(name string) (kept, key string, err error) {
	kept = strings.TrimSpace(name)
	if kept == "" || utf8.RuneCountInString(kept) > maxName || !utf8.ValidString(kept) || strings.ContainsAny(kept, "\r\n\x00") {
		return "", "", errName
	}
	return kept, strings.ToLower(kept), nil
}
