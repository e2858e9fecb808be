// Command audit asks those who collect them about known vulnerabilities in what
// we depend on: govulncheck for Go, `npm audit` for the web app, the browser tests and
// the benchmarks of the web app.
//
// Its exit code tells three answers apart, and a finding counts for more than
// a question without an answer:
//
//	0  everything was looked at and nothing was found
//	1  something was found
//	2  something could not be looked at, for example because a host cannot be reached
//
// Its last line is `audit: checked=N vulnerabilities=N unchecked=N`.
package main
