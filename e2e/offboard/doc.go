// Package offboard has a client leave the whole program, on both databases, and
// looks for what was planted in it: in the database's files, in storage, in the
// caches and in the logs.
package offboard
