package actor

// Right is something that a person may do on an instance or a client.
type Right string

// The rights, each with the least role that has it in the table of Rights.
const (
	See          Right = "see"
	Run          Right = "run"
	Write        Right = "write"
	RunSQL       Right = "run_sql"
	Pin          Right = "pin"
	Schedule     Right = "schedule"
	Spend        Right = "spend"
	Retain       Right = "retain"
	Pause        Right = "pause"
	CancelOthers Right = "cancel_others"
	DeclareData  Right = "declare_data"
	Announce     Right = "announce"
	Settle       Right = "settle"
	Grant        Right = "grant"
	Rename       Right = "rename"
	Audit        Right = "audit"
)

// Rule says which role a right takes.
type Rule struct {
	Right Right
	Least Rank
	// Words complete the sentence "A … may".
	Words string
}

// rules is the only place that says who may what on an instance or a client.
var rules = []Rule{
	{See, Viewer, "see the instance, its executions, results, queries, schedules, notices and data sources, and export results"},
	{Run, Runner, "run saved queries, and cancel and repeat executions of their own"},
	{Write, Author, "write queries, and keep brands and packs"},
	{RunSQL, Author, "run SQL of their own"},
	{Pin, Author, "pin results"},
	{Schedule, Manager, "make and change schedules, run them now, and run backfills"},
	{Spend, Manager, "set budgets and rate cards"},
	{Retain, Manager, "say how long results are kept"},
	{Pause, Manager, "pause and resume the instance"},
	{CancelOthers, Manager, "cancel what others have asked for"},
	{DeclareData, Manager, "declare uploaded data sets"},
	{Announce, Manager, "make channels that are limited to the client"},
	{Settle, Manager, "say that a notice is done"},
	{Grant, Administrator, "give and end access, up to their own role"},
	{Rename, Administrator, "rename the instance or the client"},
	{Audit, Administrator, "read and export the audit log of what belongs to it"},
}

// Rights is who may what on an instance or a client, in the order of roles.
func Rights() []Rule { return append([]Rule{}, rules...) }

// Least is the least role that has the right. A right that is not in the table
// is nobody's.
func (r Right) Least() Rank {
	for _, rule := range rules {
		if rule.Right == r {
			return rule.Least
		}
	}
	return Administrator + 1
}

// OrganisationRight is something that a person may do for the whole organisation.
type OrganisationRight string

// The rights of the organisation.
const (
	// Organise is everything that concerns nobody's client alone: people, groups,
	// connections, channels for all, settings.
	Organise OrganisationRight = "organise"
	// ReadPeople is to see people with their sessions and tokens, groups, grants and who can see what.
	ReadPeople OrganisationRight = "read_people"
	// ReadAudit is to read and export the whole audit log.
	ReadAudit OrganisationRight = "read_audit"
)

// OrganisationRule says which roles of the organisation have a right.
type OrganisationRule struct {
	Right OrganisationRight
	Roles []Role
	Words string
}

// OrganisationRights is who may what for the organisation.
func OrganisationRights() []OrganisationRule {
	return []OrganisationRule{
		{Organise, []Role{Owner}, "manage people, groups, connections, organisation-wide channels, budgets of shared queries and settings"},
		{ReadPeople, []Role{Owner, Auditor}, "see people with their sessions and tokens, groups, grants and the access review"},
		{ReadAudit, []Role{Owner, Auditor}, "read and export the whole audit log"},
	}
}
