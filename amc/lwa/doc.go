// Package lwa obtains and keeps tokens from Login with Amazon, the OAuth 2.0
// server in front of the Amazon Ads API.
//
// A person's consent runs through [Client.AuthorizeURL] (with state and PKCE),
// their browser, [ParseCallback] and [Client.Exchange]. From then on a
// [TokenSource], one per connection, hands out access tokens. It refreshes
// five minutes early, with one refresh in flight however many callers wait,
// and renews a token that the API refused.
//
// Where the tokens live is the [Store]'s business. A store that can lock out
// other processes implements [Guard] as well; then one refresh is in flight
// across all of them.
//
// Failures are an [Error]. Only [Error.NeedsReconnect] asks the person to
// consent again; [Error.OperatorFault] means that the app's own registration
// is wrong; [Error.Transient] passes. No text of this package holds a token, a
// code or the client secret.
package lwa
