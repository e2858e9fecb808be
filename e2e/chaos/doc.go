// Command chaos proves on the real program that executions are never doubled
// and never lost.
//
// It starts server processes on one database and a sandbox of their own, spoils
// a fifth of the calls to the sandbox, and has executions submitted while every
// second one process in turn is killed with kill -9, or frozen and woken after
// its leases have run out, and the database is restarted. Then it lets all
// settle, reads the sandbox's own log and the platform's ledger, and checks one
// against the other (history.go).
//
// Meanwhile schedules are due: a dozen each minute on one second, a dozen more
// that begin at any second of the minute, one on all instances at once, and a
// backfill over a day of the past. Each instant of them must have one occurrence
// with its executions (occurrence.go).
//
// It ends with one line, and with exit code 1 unless every execution succeeded
// and nothing else is wrong:
//
//	chaos: executions=N succeeded=N duplicates=N lost=N overruns=N occurrences=N missed=N doubled=N
//
// executions counts those that were asked for one by one.
package main
