// Package explain says in words what a result is made of and what is not in it:
// what suppression took away, until when its data were complete, the units and
// thresholds of its columns, and why it may have no rows.
//
// It computes and stores nothing: everything follows from the execution, its
// SQL and, where AMC was asked to keep suppressed rows, from their marks. What is
// not known it does not say.
package explain
