// Package app wires the parts of the program together; nothing else does.
//
// Core is what every command that touches the database needs. App is the
// whole server on top of it: the HTTP handlers, the background work and, when
// no Amazon app is configured, the sandbox, to which the rest talks over HTTP
// as it would to Amazon.
package app
