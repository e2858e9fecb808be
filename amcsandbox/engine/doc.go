// Package engine answers AMC SQL from synthetic data.
//
// A Request is SQL with everything that decides its rows: instance, window,
// parameters and privacy settings. Compile tells the output columns or what
// Amazon would say is wrong, without touching any data, so it works while data
// are still being made. Execute writes the rows as CSV in Amazon's dialect:
//
//	parse (amcsql) → translate (amcsql/duckdb) → DuckDB → CSV
//
// An Engine holds one in-memory DuckDB that is locked before the first query:
// no files but those below the data folder, no extensions to load, bounded
// threads, memory and scratch space, settings that cannot be changed. Cancelling
// the context interrupts a query. Text of a request never reaches DuckDB; see
// package duckdb for how that holds.
//
// Which tables an instance has, and where, is told by a Data.
package engine
