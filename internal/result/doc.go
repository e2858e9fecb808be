// Package result keeps the rows that finished executions bring back.
//
// A Result is the rows of one execution: a Parquet file in blob storage plus
// its columns, its counts and its checksum. This package owns how rows come in
// (Ingest), how they are read (Page, and View for a part in an order of its
// own) and how they go out (CSV and JSON); when an execution collects, and what
// it does about an error, is for package execution.
//
//	CSV parts → scan and check → spool on disk → DuckDB → Parquet → blob
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
//   - No text of a result or a person reaches DuckDB as SQL: columns are c0,
//     c1, … in the file and names live beside it; views and expressions are
//     parsed and typed first, and their values are parameters. DuckDB runs without access to anything but
//     this package's own folders, with bounded memory, threads and disk.
//
//   - A view is compiled (plan), built once into a file of row numbers or of
//     groups (shelf), and read by pages. Building has a DuckDB and a room of its
//     own, so that pages never wait for it; it ends when nobody waits any more.
//
// Opened files and built views are kept in bounded folders of the process
// (cache, shelf), which are private (0700) and do not outlive it.
package result
