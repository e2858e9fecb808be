// Package cluster runs a throwaway PostgreSQL server for tests and trials: an
// empty cluster on a Unix socket, never on the network, without any durability
// against a crash of the machine. It runs as an unprivileged account, since
// PostgreSQL refuses root, and dies with the process that started it, even when
// that is killed.
package cluster
