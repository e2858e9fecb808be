// Package database opens the platform's database and is the only way to it.
//
// Two kinds are supported by the same code: SQLite in a file (the default) and
// PostgreSQL by URL. Domain packages own their tables and write their queries
// once, with bun; a query that must differ says why and asks DB.Dialect.
//
// Statements run only inside Read or Write, and both are bound to an
// actor.Actor: on PostgreSQL the transaction carries the setting
// recomamp.actor (local to the transaction), from which row level security
// reads who acts, and takes the role that is bound to the rows they may see or,
// for the program at work across instances, the one that sees all. An empty
// setting means nobody, who comes to no rows. See SeeingAll for what must look
// further, and migration 0300 for the policies: a table that belongs to
// somebody calls its function secure.
//
// Invariants:
//
//   - Write may run its function again when the database says that two
//     transactions got in each other's way. The function must therefore have
//     no effect but through its tx; what must follow the commit goes to
//     AfterCommit.
//   - Transactions do not nest. A Read or Write begun with the context of
//     another is refused, because on SQLite it would wait for itself.
//   - SQLite has one writing connection and a pool of reading ones; a reader
//     cannot write. Never wait for the network inside Write: every other
//     writer of the program waits with you.
//   - The program's own work takes all connections but two: however much of it is
//     due, people wait for little of it.
//   - Instants are UTC and have the precision of package clock.
//
// Schema changes are files migrations/{sqlite,postgres}/NNNN_title.sql with the
// same numbers and titles on both sides. Migrate applies them and those of the
// job engine; Check refuses a database that is behind or newer.
package database
