package audit

// Act is what somebody did, as "object.done".
type Act string

// Kind is what kind of object an act is on.
type Kind string

// The acts. A new one goes into the table of Acts as well.
const (
	SignInFailed   Act = "signin.failed"
	CodeFailed     Act = "signin.code_failed"
	ProofFailed    Act = "proof.failed"
	ProviderFailed Act = "signin.provider_failed"
	PasskeyFailed  Act = "signin.passkey_failed"
	SessionStarted Act = "session.started"
	SessionEnded   Act = "session.ended"
	SessionRevoked Act = "session.revoked"
	SessionProven  Act = "session.proven"
	TokenCreated   Act = "token.created"
	TokenRevoked   Act = "token.revoked"

	PasswordChanged      Act = "password.changed"
	FactorAdded          Act = "factor.added"
	FactorRemoved        Act = "factor.removed"
	FactorReset          Act = "factor.reset"
	RecoveryCodesRenewed Act = "recovery_codes.renewed"
	RecoveryCodeUsed     Act = "recovery_code.used"
	SignInPolicyChanged  Act = "signin_policy.changed"
	SingleSignOnChanged  Act = "single_sign_on.changed"
	AmazonSignInChanged  Act = "amazon_sign_in.changed"
	IdentityBound        Act = "identity.bound"
	IdentityRemoved      Act = "identity.removed"
	IdentityDropped      Act = "identity.dropped"
	PasskeyAdded         Act = "passkey.added"
	PasskeyRenamed       Act = "passkey.renamed"
	PasskeyRemoved       Act = "passkey.removed"

	SensitivePolicyChanged Act = "sensitive_policy.changed"
	ApprovalAsked          Act = "approval.asked"
	ApprovalGiven          Act = "approval.given"
	ApprovalRefused        Act = "approval.refused"
	ApprovalWithdrawn      Act = "approval.withdrawn"
	ApprovalUsed           Act = "approval.used"
	ApprovalRulesChanged   Act = "approval_rules.changed"

	PersonCreated       Act = "person.created"
	PersonInvited       Act = "person.invited"
	PersonJoined        Act = "person.joined"
	PersonRecovered     Act = "person.recovered"
	PersonRegained      Act = "person.regained"
	PersonChanged       Act = "person.changed"
	PersonDisabled      Act = "person.disabled"
	PersonEnabled       Act = "person.enabled"
	RecoveryOffered     Act = "recovery.offered"
	RegainOffered       Act = "regain.offered"
	InvitationWithdrawn Act = "invitation.withdrawn"

	GroupCreated       Act = "group.created"
	GroupChanged       Act = "group.changed"
	GroupDeleted       Act = "group.deleted"
	GroupMemberAdded   Act = "group.member_added"
	GroupMemberRemoved Act = "group.member_removed"

	GrantGiven     Act = "grant.given"
	GrantChanged   Act = "grant.changed"
	GrantEnded     Act = "grant.ended"
	AccessExported Act = "access.exported"

	KeyRotated Act = "key.rotated"
	KeyRetired Act = "key.retired"

	ConsentAsked         Act = "connection.consent_asked"
	ConnectionConsented  Act = "connection.consented"
	ConnectionLost       Act = "connection.lost"
	ConnectionDiscovered Act = "connection.discovered"
	DiscoveryCancelled   Act = "discovery.cancelled"
	ConnectionForgotten  Act = "connection.forgotten"

	ClientChanged     Act = "client.changed"
	ClientOffBoarded  Act = "client.off_boarded"
	ClientTakenBack   Act = "client.taken_back"
	ClientHastened    Act = "client.hastened"
	ClientDestroyed   Act = "client.destroyed"
	BrandCreated      Act = "brand.created"
	BrandChanged      Act = "brand.changed"
	PackCreated       Act = "pack.created"
	PackChanged       Act = "pack.changed"
	PackFilled        Act = "pack.filled"
	SavedViewCreated  Act = "saved_view.created"
	SavedViewChanged  Act = "saved_view.changed"
	SavedViewDeleted  Act = "saved_view.deleted"
	SavedViewRestored Act = "saved_view.restored"
	InstanceFound     Act = "instance.found"
	InstanceChanged   Act = "instance.changed"
	InstancePaused    Act = "instance.paused"
	InstanceResumed   Act = "instance.resumed"
	DataSetDeclared   Act = "dataset.declared"
	DataSetRemoved    Act = "dataset.removed"

	QueryCreated  Act = "query.created"
	QuerySaved    Act = "query.saved"
	QueryRestored Act = "query.restored"
	QueryChanged  Act = "query.changed"

	ExecutionSubmitted Act = "execution.submitted"
	ExecutionRepeated  Act = "execution.repeated"
	ExecutionCancelled Act = "execution.cancelled"
	ResultExported     Act = "result.exported"
	ResultPinned       Act = "result.pinned"
	ResultUnpinned     Act = "result.unpinned"
	RetentionSet       Act = "retention.set"
	RetentionRemoved   Act = "retention.removed"

	ScheduleCreated    Act = "schedule.created"
	ScheduleChanged    Act = "schedule.changed"
	ScheduleDeleted    Act = "schedule.deleted"
	SchedulePaused     Act = "schedule.paused"
	ScheduleResumed    Act = "schedule.resumed"
	ScheduleRun        Act = "schedule.run"
	ScheduleHandedOver Act = "schedule.handed_over"
	OccurrenceRetried  Act = "occurrence.retried"
	BackfillStarted    Act = "backfill.started"
	BackfillCancelled  Act = "backfill.cancelled"
	BackfillResumed    Act = "backfill.resumed"

	BudgetSet     Act = "budget.set"
	BudgetRemoved Act = "budget.removed"
	RateSet       Act = "rate.set"

	ChannelCreated Act = "channel.created"
	ChannelChanged Act = "channel.changed"
	ChannelDeleted Act = "channel.deleted"
	ChannelTested  Act = "channel.tested"
	NoticeResolved Act = "notice.resolved"

	AuditExported Act = "audit.exported"
	SelfTestRun   Act = "self_test.run"

	OrganisationChanged Act = "organisation.changed"
)

// Described is an act with what people read of it.
type Described struct {
	Act   Act
	Of    Kind   // the kind of object it is on
	Words string // complete the sentence "Ann …", before the object's name
}

// acts is the closed catalogue, in the order in which people look for them.
var acts = []Described{
	{SignInFailed, "person", "failed to sign in as"},
	{CodeFailed, "person", "failed at the code to sign in as"},
	{ProofFailed, "person", "failed to prove to be"},
	{ProviderFailed, "person", "failed to sign in, with a provider, as"},
	{PasskeyFailed, "person", "failed to sign in, or to prove it, by a passkey of"},
	{SessionStarted, "session", "signed in"},
	{SessionEnded, "session", "signed out"},
	{SessionRevoked, "session", "ended a session of"},
	{SessionProven, "session", "proved anew whose is the session"},
	{TokenCreated, "token", "made the API token"},
	{TokenRevoked, "token", "ended the API token"},

	{PasswordChanged, "person", "changed the password of"},
	{FactorAdded, "person", "added a second factor for"},
	{FactorRemoved, "person", "removed the second factor of"},
	{FactorReset, "person", "reset the second factor of"},
	{RecoveryCodesRenewed, "person", "made new recovery codes for"},
	{RecoveryCodeUsed, "person", "used a recovery code of"},
	{SignInPolicyChanged, "sign-in-policy", "changed what signing in takes"},
	{SensitivePolicyChanged, "sensitive-policy", "changed what sensitive acts take"},
	{ApprovalAsked, "approval", "asked a second person to approve:"},
	{ApprovalGiven, "approval", "approved:"},
	{ApprovalRefused, "approval", "refused to approve:"},
	{ApprovalWithdrawn, "approval", "took back what was to be approved:"},
	{ApprovalUsed, "approval", "did with approval:"},
	{ApprovalRulesChanged, "approval-rules", "changed which acts take a second person"},
	{SingleSignOnChanged, "sign-in-policy", "changed the provider to sign in with"},
	{AmazonSignInChanged, "sign-in-policy", "changed how people sign in with"},
	{IdentityBound, "person", "added a provider to sign in with for"},
	{IdentityRemoved, "person", "removed a provider to sign in with from"},
	{IdentityDropped, "person", "had a provider let in no more"},
	{PasskeyAdded, "person", "added a passkey for"},
	{PasskeyRenamed, "passkey", "renamed the passkey"},
	{PasskeyRemoved, "passkey", "removed the passkey"},

	{PersonCreated, "person", "made the first account, of"},
	{PersonInvited, "person", "invited"},
	{PersonJoined, "person", "accepted the invitation for"},
	{PersonRecovered, "person", "set a new password by a recovery link for"},
	{PersonRegained, "person", "regained, by a link from the machine, the account of"},
	{PersonChanged, "person", "changed the person"},
	{PersonDisabled, "person", "disabled"},
	{PersonEnabled, "person", "enabled"},
	{RecoveryOffered, "person", "made a recovery link for"},
	{RegainOffered, "person", "made a link on the machine to regain the account of"},
	{InvitationWithdrawn, "invitation", "took back a link for"},

	{GroupCreated, "group", "made the group"},
	{GroupChanged, "group", "changed the group"},
	{GroupDeleted, "group", "deleted the group"},
	{GroupMemberAdded, "group", "added somebody to the group"},
	{GroupMemberRemoved, "group", "took somebody out of the group"},

	{GrantGiven, "grant", "gave access to"},
	{GrantChanged, "grant", "changed the access of"},
	{GrantEnded, "grant", "ended the access of"},
	{AccessExported, "access", "exported the access review"},

	{KeyRotated, "keys", "began to rotate the encryption keys"},
	{KeyRetired, "keys", "retired encryption keys"},

	{ConsentAsked, "connection", "began to connect to Amazon"},
	{ConnectionConsented, "connection", "consented to"},
	{ConnectionLost, "connection", "lost the consent of"},
	{ConnectionDiscovered, "connection", "looked for accounts and instances of"},
	{DiscoveryCancelled, "discovery", "stopped looking for accounts and instances of"},
	{ConnectionForgotten, "connection", "forgot the connection"},

	{ClientChanged, "client", "changed the client"},
	{ClientOffBoarded, "client", "began to off-board the client"},
	{ClientTakenBack, "client", "took back the off-boarding of"},
	{ClientHastened, "client", "had the data destroyed at once of"},
	{ClientDestroyed, "client", "destroyed the key of"},
	{BrandCreated, "brand", "made the brand"},
	{BrandChanged, "brand", "changed the brand"},
	{PackCreated, "pack", "made the pack"},
	{PackChanged, "pack", "changed the pack"},
	{PackFilled, "pack", "changed the values of the pack"},
	{SavedViewCreated, "saved-view", "saved the view"},
	{SavedViewChanged, "saved-view", "changed the saved view"},
	{SavedViewDeleted, "saved-view", "deleted the saved view"},
	{SavedViewRestored, "saved-view", "restored the saved view"},
	{InstanceFound, "instance", "found the instance"},
	{InstanceChanged, "instance", "changed the instance"},
	{InstancePaused, "instance", "paused the instance"},
	{InstanceResumed, "instance", "resumed the instance"},
	{DataSetDeclared, "data-set", "declared the data set"},
	{DataSetRemoved, "data-set", "took back the declaration of"},

	{QueryCreated, "query", "made the query"},
	{QuerySaved, "query", "saved a version of"},
	{QueryRestored, "query", "restored a version of"},
	{QueryChanged, "query", "changed the query"},

	{ExecutionSubmitted, "execution", "ran"},
	{ExecutionRepeated, "execution", "ran again"},
	{ExecutionCancelled, "execution", "cancelled"},
	{ResultExported, "execution", "exported the result of"},
	{ResultPinned, "execution", "pinned the result of"},
	{ResultUnpinned, "execution", "unpinned the result of"},
	{RetentionSet, "retention-rule", "set how long results are kept of"},
	{RetentionRemoved, "retention-rule", "ended the retention rule of"},

	{ScheduleCreated, "schedule", "made the schedule"},
	{ScheduleChanged, "schedule", "changed the schedule"},
	{ScheduleDeleted, "schedule", "ended the schedule"},
	{SchedulePaused, "schedule", "paused the schedule"},
	{ScheduleResumed, "schedule", "resumed the schedule"},
	{ScheduleRun, "schedule", "ran the schedule"},
	{ScheduleHandedOver, "schedule", "handed over the schedule"},
	{OccurrenceRetried, "occurrence", "ran once more what failed of"},
	{BackfillStarted, "backfill", "started a backfill of"},
	{BackfillCancelled, "backfill", "cancelled a backfill of"},
	{BackfillResumed, "backfill", "resumed a backfill of"},

	{BudgetSet, "budget", "set the budget of"},
	{BudgetRemoved, "budget", "ended the budget of"},
	{RateSet, "rate", "set the rate card of"},

	{ChannelCreated, "channel", "added the channel"},
	{ChannelChanged, "channel", "changed the channel"},
	{ChannelDeleted, "channel", "deleted the channel"},
	{ChannelTested, "channel", "tested the channel"},
	{NoticeResolved, "notice", "marked as done"},

	{AuditExported, "audit", "exported the audit log"},
	{SelfTestRun, "self-test", "ran the self-test on"},

	{OrganisationChanged, "organisation", "changed the name or the zone of"},
}

// Acts is the catalogue of acts.
func Acts() []Described { return append([]Described{}, acts...) }

var described = func() map[Act]Described {
	by := make(map[Act]Described, len(acts))
	for _, d := range acts {
		by[d.Act] = d
	}
	return by
}()

// Describe says what people read of an act; false for one that there is not.
func Describe(act Act) (Described, bool) {
	d, known := described[act]
	return d, known
}
