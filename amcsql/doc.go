// Package amcsql is the SQL dialect of Amazon Marketing Cloud as a language:
// text to tree, tree to text, and laid-out text with its comments kept.
//
// Words:
//
//   - A Query is one whole text or one parenthesised subquery: WITH, a body,
//     and the clauses that may follow a body.
//   - A Node is any part of the tree. Every node knows the Span it was read from.
//   - A Diagnostic says what is wrong with a text, and exactly where.
//
// The grammar here is wider than what AMC accepts. RIGHT JOIN, LIMIT, INTERVAL
// or UNNEST all have nodes, so that package analysis can refuse them by name
// instead of the parser stumbling over them. What this package reports is
// therefore only text that is no SQL at all.
//
// Invariants:
//
//   - Parse never panics and always returns a tree, whatever it is given, and
//     the work and the stack it uses are bounded by the length of the text.
//   - Print(n) parses to a tree that prints the same.
//   - Format changes only white space, line breaks and the case of keywords and
//     function names.
//
// Names, types and privacy are not decided here; see the analysis package.
package amcsql
