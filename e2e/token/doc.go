// Package token holds tests of one access token that three processes of the
// built program use at once, on one PostgreSQL.
//
// Whatever happens, Amazon is asked for a new token by one of them at a time:
// the sandbox's own request log counts. The answer of the token address is held
// back until everybody who wants the token is there, so that all of them meet
// the same refresh.
package token
