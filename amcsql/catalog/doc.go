// Package catalog holds what is known about the tables and functions of Amazon
// Marketing Cloud: the data sources an instance may query, every column with
// its type, privacy class, role and unit, and the signature of every function.
//
// A Table is one data source. A measurement table usually has an audience twin
// (suffix _for_audiences) which is a Table of its own whose Base names the
// original. A Class is the aggregation threshold of a column: how many distinct
// users an output row must rest on before the value may be shown. A Unit says
// what a number counts; money columns are microcents (a hundred millionth of
// the currency), millicents (a hundred thousandth) or whole currency.
//
// The data are embedded JSON below data/, written in our own words and edited
// by hand. Two of its conventions are choices of ours, not of Amazon:
// DECIMAL without digits is DECIMAL(38,4), ARRAY without an element type is
// ARRAY<STRING>; and foursquare_visits, whose columns are not published, has a
// small invented set marked Inferred.
//
// A Catalog is immutable and safe for concurrent use; callers must not change
// the slices it returns. The package knows nothing of parsing, of DuckDB or of
// which instance subscribes to which source.
package catalog
