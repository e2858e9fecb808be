// Package query owns saved queries: AMC SQL with declared parameters, kept as
// versions.
//
// A Query belongs to an instance, to a client, or to nobody in particular. Its
// name and description describe all of it; its SQL and parameters live in
// versions, which are numbered from 1 and never change. Saving other SQL or
// parameters adds a version; restoring an old one adds a version with the old
// content. Archiving hides a query and can be undone; nothing is deleted,
// because executions point at versions.
//
// Every change, also of the name, raises the query's revision. A change names
// the revision it was made on; when that is no longer the newest, it is refused
// with a ConflictError that holds the newest state, and nothing is overwritten.
//
// The package stores what a person wrote, also SQL that does not parse yet.
// What the SQL means is the business of amcsql; running it, of execution.
package query
