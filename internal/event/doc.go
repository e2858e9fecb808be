// Package event tells everyone who watches what changed.
//
// An event says which thing changed, never the data itself: the watcher reads
// again, with its own rights. Events are rows written in the transaction of
// the change, so there is none without its change and no change without it,
// and their ids grow in the order of commits. A Hub reads new rows and hands
// them to subscribers; notifications (LISTEN/NOTIFY between the replicas on
// PostgreSQL, a signal inside the process on SQLite) only make it look sooner,
// and a slow look-around finds what they missed.
//
// A subscriber names the last event it has seen and gets everything after it,
// or a Gap when that has been thrown away or the subscriber was too slow; it
// must then read everything anew.
package event
