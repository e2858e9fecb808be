package amcsql

import "slices"

// Apply returns src with the edits of a fix made. Edits that overlap an
// earlier one are left out.
func Apply(src string, fix Fix) string {
	edits := slices.SortedStableFunc(slices.Values(fix.Edits), func(a, b Edit) int { return a.Span.Compare(b.Span) })
	out := make([]byte, 0, len(src)+64)
	at := 0
	for _, edit := range edits {
		if edit.Span.From() < at {
			continue
		}
		out = append(out, src[at:edit.Span.From()]...)
		out = append(out, edit.Text...)
		at = edit.Span.To()
	}
	return string(append(out, src[at:]...))
}
