// Package crash kills the real program with kill -9 in every state an execution
// passes through, starts it again, and looks at the sandbox's own request log:
// the execution succeeds and Amazon was asked for exactly one run of it.
//
// The sandbox's fault rules hold a state open, so that the kill always hits it.
// Each case runs twice: with the sandbox inside the killed process, and with a
// sandbox that is a process of its own and lives on.
package crash
