package result

import (
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
)

// The errors of building a view.
var (
	// ErrViewColumn refuses columns to read; its fields are numbered as those are.
	ErrViewColumn = fault.New(fault.Invalid, "result.view_column_unknown", "A column asked for is not one of the view.").
			WithNext("Ask the view which columns it has.")
	ErrViewTooWide = fault.New(fault.Invalid, "result.view_too_wide", "The pivot's column has more than 200 values, too many to become columns.").
			WithNext("Choose a column with fewer values, or filter first.").WithField("/group/pivot", "has more than 200 values")
	ErrViewOverflow = fault.New(fault.Invalid, "result.view_overflow", "A number of this view has more than 38 digits and cannot be kept exactly.").
			WithNext("Group by more columns, or filter first.")
	ErrViewTooHeavy = fault.New(fault.Invalid, "result.view_too_heavy", "This view needs more memory or disk than a view may take.").
			WithNext("Filter first, or group by fewer columns.")
)

// viewError puts what DuckDB says of a view into words a person can act on.
func viewError(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	switch {
	case strings.HasPrefix(text, "Out of Range Error"), strings.Contains(text, "Conversion Error"):
		return ErrViewOverflow.WithCause(err)
	case strings.Contains(text, "Out of Memory Error"), strings.Contains(text, "max_temp_directory_size"):
		return ErrViewTooHeavy.WithCause(err)
	}
	return storageError(err)
}
