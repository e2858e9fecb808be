// Package result keeps the rows that finished executions bring back.
//
// A Result is the rows of one execution: a Parquet file in blob storage plus
// its columns, its counts and its checksum. This package owns how rows come in
// (Ingest), how they are read (Page, and View for a part in an order of its
// own; Chart draws one) and how they go out (Export; docs/results.md says what each format
// carries); when an execution collects, and what it does about an error, is for
// package execution.
//
//	CSV parts → scan and check → row groups in memory → Parquet, here and sealed in blob storage
//
// Invariants:
//
//   - A result is whole or absent. A file becomes reachable only through its
//     row in table result, written after the blob is complete; every ingest
//     writes to a key of its own, so two writers never share a file.
//
//   - Rows stored = rows exported. A column takes the type Amazon declared only
//     where every one of its values survives the round trip; else its text is
//     kept as it came. NULL and empty text stay apart.
//
//   - An export is whole or reads as broken: the number of its rows is held
//     against the one that was told, and what makes a file readable comes last.
//     CSV and NDJSON have no such end; their checksum tells.
//
//   - No text of a result or a person reaches DuckDB as SQL: columns are c0,
//     c1, … in the file and names live beside it; views and expressions are
//     parsed and typed first, and their values are parameters. DuckDB runs
//     without access to anything but this package's own folders, with bounded
//     memory, threads and disk.
//
//   - A view is compiled (plan), built once into a file of row numbers, of rows or of
//     groups (shelf), and read by pages: stored rows are read by their numbers
//     from the pages of the file that hold them (rowsAt, cellReader). The order of every row is built
//     from runs that are merged (orderRows), without DuckDB. Building has a DuckDB and a room of its own, so
//     that pages never wait for it; it ends when nobody waits any more.
//
//   - A chart is computed from every row of a view into a bounded number of points; it is
//     the same each time for the same rows, and says what it put together or sampled.
//
//   - Of a large file that is brought from storage the first row group is read as
//     soon as it is there (cache.beginning); each column tells where it ends in it.
//
//   - Files lie sealed in blob storage, with the key of the client whose they are
//     (package datakey). Unsealed they are on this machine only, in folders of
//     the process that are private (0700): while they are made (press), and for
//     reading (cache, and shelf for built views), which are bounded. The next
//     process to start removes what a dead one left there.
package result
