package result

import (
	"fmt"
	"slices"

	"github.com/recomamp/recomamp/internal/fault"
)

// Format is a way to write a result down.
type Format string

// The formats. docs/results.md says what each can carry.
const (
	CSV     Format = "csv"
	JSON    Format = "json"
	NDJSON  Format = "ndjson"
	XLSX    Format = "xlsx"
	Parquet Format = "parquet"
	Arrow   Format = "arrow"
)

// Formats are all of them, in the order in which people are offered them.
var Formats = []Format{CSV, XLSX, Parquet, JSON, NDJSON, Arrow}

// Known reports whether f is one of Formats.
func (f Format) Known() bool { return slices.Contains(Formats, f) }

// MediaType is the format's content type.
func (f Format) MediaType() string {
	switch f {
	case JSON:
		return "application/json"
	case NDJSON:
		return "application/x-ndjson"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case Parquet:
		return "application/vnd.apache.parquet"
	case Arrow:
		return "application/vnd.apache.arrow.stream"
	default:
		return "text/csv; charset=utf-8"
	}
}

// Extension is the end of a file's name, without the point.
func (f Format) Extension() string {
	if f == Arrow {
		return "arrows" // a stream, not the file with a footer that is called .arrow
	}
	return string(f)
}

// Fits is an error when a format cannot hold so many columns.
func (f Format) Fits(columns int) error {
	if f == XLSX && columns > sheetColumns {
		return fault.New(fault.Invalid, "export.too_wide", fmt.Sprintf("An XLSX sheet holds %d columns at most; this has %d.", sheetColumns, columns)).
			WithNext("Choose CSV or Parquet.")
	}
	return nil
}
