// Package analysis says what AMC will make of a query before it is sent: which
// column every name means, whether functions exist and are called rightly,
// whether the grouping holds, what the output columns are, and where the
// dialect or the privacy rules refuse the query.
//
// A Result holds diagnostics with exact ranges, the output columns, and the
// bindings of names, which editors show on hover.
//
// Three degrees of certainty become three severities. What AMC is known to
// refuse is an error. What is disputed or was never seen to work is a warning:
// queries that run today must pass. What merely could be better is info.
//
// Class is followed through aliases, common tables and expressions: a value
// made from several columns has the strictest of their classes, counting it
// frees it, and a predicate over it does not carry it. A value is constant
// when it comes from literals and parameters alone, also through VALUES; that
// is what may not be compared with columns of class HIGH and VERY_HIGH.
//
// One mistake gives one diagnostic: names of an unknown table are not reported
// again for each of its columns.
package analysis
