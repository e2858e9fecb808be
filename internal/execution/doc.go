// Package execution runs queries on Amazon Marketing Cloud.
//
// An Execution is one run of one query version, or of SQL that was not saved,
// on one instance for one resolved window. An attempt is one submission of it
// to Amazon. This package owns their states and the record of what was asked;
// the rows that come back belong to package result.
//
//	queued → submitting → pending → running → collecting → succeeded
//	   └─────────┴───────────┴─────────┴───────────┴────→ failed | cancelled
//	submitting | pending | running | collecting → waiting → submitting | collecting
//
// # Never twice, never lost
//
// The attempt is a row before Amazon is called, and carries a mark (a declared
// input parameter) that Amazon's list gives back. Whoever finds an attempt
// whose answer is missing looks for its mark in the list, and sends anew only
// when a run must have become visible by then and has not.
//
// # Who works
//
// The tables are the truth. A row in execution_work says what is due; a waker
// in every process leases due rows and hands them to River, whose workers act
// for as long as they hold the lease. Every write checks the lease's fence in
// its own transaction, so that a process that was frozen cannot write once its
// work was taken over. A process that works gives signs of life, so that its
// work is taken over long before each lease runs out. Nothing else needs to
// survive a process.
//
// Roles, one file each: submit sends, settle finds out about lost answers,
// poll asks once per instance for all its open runs, collect brings the rows.
// Policy says what is tried again and how often, pace how often Amazon is asked,
// sweep finds what everybody else forgot.
//
// # Invariants
//
//   - A final state never changes; transitions are those of transition.go.
//   - Every change of an execution writes an event row in its transaction.
//   - Open runs of an instance never exceed the limit: each holds a row of
//     execution_place with a slot from before it is sent until Amazon says it has ended.
//   - The window, the SQL and the values never change after creation.
package execution
