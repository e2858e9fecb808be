// Package store keeps what the sandbox must not forget: accounts, instances,
// consents, workflows, executions, schedules and the request log, in one SQLite
// file.
//
// Everything happens in a transaction, Read or Write; the methods of Tx are
// the only statements on the tables. A committed transaction survives the death
// of the process at any instant. Instants are stored as microseconds since the
// epoch, in UTC.
//
// An Execution row holds what was asked, the instants that decide its state,
// and its outcome once known. Which state that makes at a given time is not
// decided here; see package lifecycle.
package store
