// Package httpapi is the HTTP face of the platform: the API below /api/v1/,
// its OpenAPI document, the event stream, the OAuth callback, health checks
// and the embedded web app.
//
// Types in this package are the contract: the OpenAPI document and the web
// app's client are generated from them. One file per resource holds its JSON
// types, its operations and their mapping to the domain; rules live in the
// domain packages.
//
// Every handler gets the actor.Actor of the request as an argument; the
// request context carries only the deadline, the trace, the request id and
// where the request came from.
// Errors are answered as problem+json (see Problem), from fault.Error values;
// what is not one becomes a 500 that says nothing but the request id, and is
// logged here, once.
package httpapi
