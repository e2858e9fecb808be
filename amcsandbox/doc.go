// Package amcsandbox is AMC in a box: an HTTP server that speaks the public API
// of Amazon Marketing Cloud and Login with Amazon, and really runs AMC SQL on
// synthetic advertising data.
//
// A Sandbox is an http.Handler. Below its base it answers
//
//	/amc/...         the Ads API: accounts, instances, reporting
//	/ap/oa           the consent page
//	/auth/o2/token   the token endpoint
//	/results/...     presigned downloads
//	/admin/...       what a test or an operator needs: faults, clock, request log
//
// It may be mounted below a prefix with http.StripPrefix.
//
// Everything acknowledged is kept in the folder of the sandbox and survives
// kill -9. The state of an execution is derived from stored instants and the
// clock: after a restart it stands where it would stand had nothing happened.
// Rows are computed by an Engine in the background and written once, by rename;
// computing again after a crash gives the same files.
//
// Where the behaviour of the real service is not known, Options has a switch
// with the likeliest answer as its default.
//
// Tests of any program that talks to AMC begin with Start.
package amcsandbox
