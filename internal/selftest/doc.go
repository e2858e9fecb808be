// Package selftest tells whether the program can do its work here, and what to do
// where it cannot.
//
// A self-test is a list of checks, done one after the other. Each says how it came
// out, what that means and what the next step is:
//
//	waiting → running → ok | warning | failed | not_applicable
//
// The checks are made from the services that they look at; they change nothing but
// what they remove again, save one entry of the audit log and, where a probe was
// asked for, one execution.
//
// A Service runs self-tests for people in the background and keeps how far each is
// in its row, so that any process answers for it. A row whose process has fallen
// silent is told as interrupted. The command line runs the same checks with Run,
// without a server.
package selftest
