// Package actor says who acts.
//
// An Actor is a plain value made by package access (for people and tokens) or
// by System (for the program's own work). It is handed as an argument to
// everything that reads or writes, and every database transaction is bound to
// it; nothing finds out about the actor through a context. The package imports
// nothing of ours.
package actor

// Kind says what sort of actor it is.
type Kind string

// The kinds of actor.
const (
	KindNobody Kind = ""       // not signed in: sees nothing
	KindPerson Kind = "person" // a person, by session or by API token
	KindSystem Kind = "system" // the program itself, for one named duty
)

// Role is what a person is in the organisation. What they may do on instances
// and clients is a Rank.
type Role string

// The roles.
const (
	Owner   Role = "owner"   // may do everything on every instance
	Auditor Role = "auditor" // reads who may what, changes nothing
	Member  Role = "member"  // may do what grants say
)

// Roles are all roles.
func Roles() []Role { return []Role{Owner, Auditor, Member} }

// Actor is who acts. The zero value is nobody and may see nothing.
type Actor struct {
	Kind      Kind
	PersonID  PersonID  // set for people
	Name      string    // display name of the person, or the duty of the system
	Role      Role      // set for people
	SessionID SessionID // set when a browser session acts
	TokenID   TokenID   // set when an API token acts
	Scope     Scope     // of the API token; empty bounds nothing
	Access    *Access   // what grants come to; nil for no access. Ask May and its kin.
	// Instance is the only one whose rows work of the program is to come to; empty
	// for work across instances.
	Instance InstanceID

	// MustAddFactor is set for a session that may add a second factor and do
	// nothing else. The edge sees to it.
	MustAddFactor bool
}

// System returns the actor for one duty of the program itself, such as
// "execution.poll". The duty is what logs and the database get to see.
func System(duty string) Actor {
	return Actor{Kind: KindSystem, Name: duty}
}

// On binds work of the program to one instance: on PostgreSQL it comes to no
// rows of another, whatever its statements say.
func (a Actor) On(instance InstanceID) Actor {
	a.Instance = instance
	return a
}

// Person returns the actor for a person without a session or token, such as
// the owner of an execution on whose behalf a job runs.
func Person(id PersonID, name string, role Role) Actor {
	return Actor{Kind: KindPerson, PersonID: id, Name: name, Role: role}
}

// IsNobody reports whether no one is signed in.
func (a Actor) IsNobody() bool { return a.Kind == KindNobody }

func (a Actor) seesAll() bool {
	return a.Kind == KindSystem || a.Kind == KindPerson && (a.Role == Owner || overlooked != nil && overlooked(a.PersonID))
}

// overlooked says for whom all rules of what may be seen are passed over. It is nil
// in every program: no code sets it, and nothing can but a test that has the linker
// do so. That of package isolation does, to see row level security hold alone.
var overlooked func(PersonID) bool

// Setting is the text that a database transaction carries to name the actor:
// "person:<id>", "system:<duty>", or "" for nobody.
func (a Actor) Setting() string {
	switch a.Kind {
	case KindPerson:
		return "person:" + string(a.PersonID)
	case KindSystem:
		return "system:" + a.Name
	default:
		return ""
	}
}
