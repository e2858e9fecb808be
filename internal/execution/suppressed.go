package execution

// The columns that AMC adds where it is asked to keep suppressed rows. It then
// takes the values away that would show too few users, puts together the rows
// that this makes alike, and says which and why.
const (
	SuppressedColumn       = "suppressed"        // true for a row of which values were taken away
	SuppressedUsersColumn  = "suppressed_users"  // how many users the check counted, capped by AMC
	SuppressedReasonColumn = "suppressed_reason" // in AMC's words
)
