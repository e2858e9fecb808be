package instance

import "github.com/recomamp/recomamp/internal/actor"

// ChangeKind says what a discovery found about an instance.
type ChangeKind string

// The kinds of change.
const (
	Added    ChangeKind = "added"    // not known before
	Changed  ChangeKind = "changed"  // Amazon tells something else about it
	Returned ChangeKind = "returned" // was gone and is there again
	Lost     ChangeKind = "gone"     // is not found any more
)

// Change is what a discovery changed of one instance.
type Change struct {
	InstanceID actor.InstanceID
	Kind       ChangeKind
	Name       string // ours at the time
	Facts      []Fact
}

// Fact is one thing that Amazon tells; Before is empty where it is new.
type Fact struct {
	Name   string `json:"name"` // as in the API: "amazonName"
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// changeOf compares two states of an instance; ok is false when Amazon tells the
// same. A zero before is an instance not known until now.
func changeOf(before, after instanceRow) (change Change, ok bool) {
	change = Change{InstanceID: after.ID, Name: after.Name, Kind: Changed}
	for _, fact := range []Fact{
		{"amazonName", before.AmazonName, after.AmazonName},
		{"advertiser", before.Advertiser, after.Advertiser},
		{"type", before.Type, after.Type},
		{"creationStatus", before.CreationStatus, after.CreationStatus},
		{"amazonAccountId", before.AmazonAccount, after.AmazonAccount},
		{"marketplaceId", before.MarketplaceID, after.MarketplaceID},
		{"connectionId", string(before.ConnectionID), string(after.ConnectionID)},
	} {
		if fact.Before != fact.After {
			change.Facts = append(change.Facts, fact)
		}
	}
	switch {
	case before.ID == "":
		change.Kind = Added
	case !before.GoneAt.IsZero():
		change.Kind = Returned
	}
	return change, change.Kind != Changed || len(change.Facts) > 0
}
