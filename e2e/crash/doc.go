// Package crash holds tests of the real program, as processes that are killed
// with kill -9 and started again, on disks that fill up, and with input that is
// wrong. They look at the sandbox's own request log: whatever happened, Amazon
// was asked for exactly one run of each execution.
//
// The sandbox's fault rules hold a state open, so that a kill always hits it,
// and its clock, which only the test moves, ends the waiting. Where it matters
// a case runs twice: with the sandbox inside the server, and with one that is a
// process of its own.
//
// `make crash` runs them; `go test ./...` does as well. The one with results in S3
// needs a gateway and runs in `make test/s3`.
package crash
