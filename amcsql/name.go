package amcsql

import "strings"

// SameName reports whether two names mean the same thing; AMC compares names
// of tables, columns, aliases and functions without regard to case.
func SameName(a, b string) bool { return strings.EqualFold(a, b) }
