// Package apiclient calls a running server's API on behalf of a command: it
// submits executions, follows them and fetches their rows.
//
// The types of requests and answers are those of package httpapi, which owns
// the contract. A refused call is a *Problem. Calls that may be repeated are
// not repeated here: Passing tells the caller whether trying again can help,
// because only the caller knows how long it is worth waiting.
package apiclient
