package access

import (
	"slices"

	"github.com/recomamp/recomamp/internal/audit"
)

// Sensitive is a kind of act for which a session alone is not enough: whoever
// finds a browser open, or steals its cookie, must not be able to do it.
type Sensitive string

// The kinds. A new one goes into the table of SensitiveKinds as well.
const (
	RoleChange      Sensitive = "role_change"
	AccountChange   Sensitive = "account_change"
	OwnSignIn       Sensitive = "own_sign_in"
	PolicyChange    Sensitive = "policy_change"
	KeyRotation     Sensitive = "key_rotation"
	OffBoarding     Sensitive = "off_boarding"
	ConnectionLoss  Sensitive = "connection_loss"
	TokenMaking     Sensitive = "token_making"
	Approving       Sensitive = "approving"
	LargeExport     Sensitive = "large_export"
	noSensitiveKind Sensitive = ""
)

// SensitiveKind is a kind with what people read of it, and the acts it holds.
type SensitiveKind struct {
	Kind  Sensitive
	Words string // complete the sentence "You are about to …"
	Acts  []audit.Act
}

// sensitiveKinds is the closed list. An act in it is asked about wherever it
// can be done: the server does not start with a route that forgets it.
var sensitiveKinds = []SensitiveKind{
	{RoleChange, "change what somebody may see and do", []audit.Act{
		audit.GrantGiven, audit.GrantChanged, audit.GrantEnded, audit.PersonInvited, audit.PersonChanged,
		audit.GroupMemberAdded, audit.GroupMemberRemoved, audit.GroupDeleted,
	}},
	{AccountChange, "change somebody's account", []audit.Act{
		audit.PersonDisabled, audit.PersonEnabled, audit.FactorReset, audit.RecoveryOffered, audit.IdentityDropped,
	}},
	{OwnSignIn, "change how you sign in", []audit.Act{audit.PasskeyAdded, audit.PasskeyRemoved}},
	{PolicyChange, "change what signing in and sensitive acts take", []audit.Act{
		audit.SignInPolicyChanged, audit.SingleSignOnChanged, audit.AmazonSignInChanged, audit.SensitivePolicyChanged, audit.ApprovalRulesChanged,
	}},
	{KeyRotation, "change the encryption keys", []audit.Act{audit.KeyRotated, audit.KeyRetired}},
	{OffBoarding, "off-board a client", []audit.Act{audit.ClientOffBoarded, audit.ClientHastened}},
	{ConnectionLoss, "forget a connection to Amazon", []audit.Act{audit.ConnectionForgotten}},
	{TokenMaking, "make an API token", []audit.Act{audit.TokenCreated}},
	{Approving, "approve what somebody else asks for", []audit.Act{audit.ApprovalGiven}},
	{LargeExport, "export many rows", []audit.Act{audit.ResultExported}},
}

// SensitiveKinds is the list of kinds, in the order in which people look for them.
func SensitiveKinds() []SensitiveKind { return slices.Clone(sensitiveKinds) }

// SensitiveAct is the kind of an act; empty for one that is not sensitive.
func SensitiveAct(act audit.Act) Sensitive {
	for _, kind := range sensitiveKinds {
		if slices.Contains(kind.Acts, act) {
			return kind.Kind
		}
	}
	return noSensitiveKind
}

func (k Sensitive) words() string {
	for _, kind := range sensitiveKinds {
		if kind.Kind == k {
			return kind.Words
		}
	}
	return string(k)
}
