// Package savedview keeps views of results that people have given a name.
//
// A View belongs to a saved query and to the instance whose result it was made
// on. It is its owner's alone, or shared with all who see the instance; nobody
// else ever reads a private one. Its State is what the address of a result's page
// holds: the view of the rows, how the columns are laid out, and further parts that
// this package carries without knowing them. Sizes and depths are bounded.
//
// Columns are named by their ids in a State, which are places: c1 is the second.
// A View therefore keeps the names that its columns had, and Fit finds them again
// by name in the result of another execution. What cannot be found, or does not fit
// any more, is left out and told; the rest applies.
//
// Each person may choose one view of a query that its results open with. A deleted
// view can be restored; it is removed for good some weeks later.
package savedview
