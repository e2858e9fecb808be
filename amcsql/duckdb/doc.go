// Package duckdb turns the tree of an AMC query into one statement for DuckDB.
//
// It owns the meaning of AMC SQL on another engine: names, functions, time
// windows, parameters and the privacy rules for output rows. It does not run
// anything and does not import the DuckDB driver; package engine of the
// sandbox does both. Types of output columns are DuckDB's to tell.
//
// # Nothing passes through
//
// No piece of the input text reaches the output. Names are resolved against
// the catalogue and the query's own tables, lower-cased and quoted again;
// literals are parsed and printed again; functions come from tables in this
// package. What is not known is refused, so DuckDB's own functions, files and
// settings cannot be named.
//
// # Users behind a row
//
// AMC shows a value only when enough distinct users stand behind its row,
// counted per data source. Each data source read adds a path: a hidden column
// "#u1", "#u2" … that holds who is behind the row. It starts as the hash of
// user_id (0 for a row whose user is unresolved, so that such a row exists
// without counting) and follows the rows through the query:
//
//	join              paths of both sides, NULL where an outer join found nothing
//	GROUP BY          the set of users as a list; still one user where a key is
//	                  the very user_id of the path
//	DISTINCT, UNION   as GROUP BY over all columns
//	UNION ALL         paths of all branches, NULL in the rows of the others
//
// At the output a path becomes a number of users, exact but for collisions of
// a 64-bit hash; a path without rows behind the output row is NULL and asks
// for nothing, and the lowest of the others must reach the threshold of the
// strictest output column. Two reads of one data source are two paths, each of
// which must be large enough. Tables behind IN, EXISTS and similar filters
// choose rows but are not shown, so they are no path; a scalar subquery in a
// select list is one unless its value is free. When no output column asks for
// users the hidden columns are left out altogether.
//
// Classes follow expressions: a value takes the strictest class among its
// arguments. A count and a row number are free, as is a test for NULL. Where
// this cannot tell, it takes the stricter answer.
//
// # Contributions
//
// Privacy.Contributions adds two counts for what the final SELECT sums up from
// one data source: effective users, who add something to every sum that is not
// zero, and equivalent users, a sum divided by the largest share of one user.
// They take a second pass over the rows.
//
// # Audiences
//
// Options.Audience tells that a query makes an audience: no thresholds apply, and
// its rows are to be counted, not shown.
//
// # What is refused
//
// What AMC would refuse is for package analysis to tell, and callers ask it first.
// The translation refuses what has no meaning, what breaks the rules of privacy,
// and texts whose translation would not stay in proportion to them (see
// maxSpent).
//
// # Choices where AMC is silent
//
// Division by zero and an impossible CAST give NULL. CONCAT with a NULL gives
// NULL. A CAST to a whole number cuts the fraction. EXTRACT(DOW) counts as
// DAYOFWEEK does, from 1 on Sunday; weeks are ISO weeks. A column without a
// name is called expr$0 by its place, and a second column of the same name
// gets a number. ARRAY_SORT puts NULL last, and so does ORDER BY in either
// direction. A text in double quotes that is no column is a text. Numbers and
// texts meet as numbers where the text is a literal that is one, else as texts.
package duckdb
