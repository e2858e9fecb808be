// Package amc is a client of the public Amazon Marketing Cloud (AMC) API.
//
// It covers administration (accounts, instances, advertisers) and reporting
// (data sources, workflows, workflow executions, result downloads, schedules)
// on the three regional hosts of Amazon Ads, or on any host that speaks the
// same protocol. Consent and tokens belong to package amc/lwa; this package
// only asks a [TokenSource] for an access token.
//
// Three values, each narrower than the one before, carry what a call needs:
//
//	client   := amc.New(config)                      // host, client id, token
//	account  := client.Account(accountID, market)    // + the two account headers
//	instance := account.Instance(instanceID)         // + the instance in the path
//
// One Client serves one connection (one person's consent). Its values are safe
// for concurrent use and cheap to copy.
//
// # Words
//
// Amazon's own: a workflow is saved SQL, a workflow execution is one run of it
// or of SQL sent along (ad hoc), a data source is a table.
//
// # Repeating calls
//
// GET, PUT and DELETE are repeated after 429, 500, 502, 503, 504 and after
// network failures, with back-off and Retry-After. A POST is sent once: AMC
// knows no idempotency key, so a repeated POST may start a second run. A POST
// whose outcome is unknown answers an [Error] that is [Error.Unsure]; list
// before sending it again. A POST answered by 429 was not carried out; when to
// send it again is left to the caller, who knows what else waits. The one
// exception for every method is a refused access token (401, or 403 at most
// once in ten minutes): the token is renewed and the call sent again, once.
//
// # What the wire may do
//
// Answers are decoded by their body, never by their content type, flat or
// wrapped in the one key the specification names. Unknown fields are ignored
// and unknown enum values kept. No error text holds a token, a query string or
// a presigned link.
package amc
