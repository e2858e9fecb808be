package result

import (
	"bytes"
	"math"
	"strconv"
	"time"
)

// fit learns, value by value, whether a column may be stored as its declared
// type and still print every value as it came.
type fit struct {
	kind   Kind
	seen   bool
	digits int // before the point
	scale  int // after the point
	even   bool
	// trimmed and pointed stay true while every number is spelled that way.
	trimmed, pointed bool
	layout           Layout
}

func newFit(declared string) *fit {
	return &fit{kind: kindOf(declared), even: true, trimmed: true, pointed: true}
}

// see takes note of one value that is not NULL.
func (f *fit) see(v []byte) {
	var ok bool
	switch f.kind {
	case Text:
		return
	case Integer:
		ok = wholeNumber(v)
	case Decimal:
		ok = f.decimal(v)
	case Double:
		ok = f.double(v)
	case Boolean:
		ok = string(v) == "true" || string(v) == "false"
	case Date:
		ok = inRange(v, time.DateOnly)
	case Timestamp:
		ok = f.timestamp(v)
	}
	f.seen = true
	if !ok {
		f.kind = Text
	}
}

// encoding is the verdict once all values were seen.
func (f *fit) encoding() Encoding {
	switch f.kind {
	case Decimal:
		if f.digits+f.scale > 38 || (!f.even && !f.trimmed) {
			return Encoding{Kind: Text}
		}
		e := Encoding{Kind: Decimal, Precision: max(f.digits+f.scale, 1), Scale: f.scale, Layout: Trimmed}
		if f.even {
			e.Layout = FixedScale
		}
		return e
	case Double:
		switch {
		case f.trimmed:
			return Encoding{Kind: Double, Layout: Trimmed}
		case f.pointed:
			return Encoding{Kind: Double, Layout: Pointed}
		default:
			return Encoding{Kind: Text}
		}
	case Timestamp:
		if f.layout == "" {
			f.layout = Millis
		}
		return Encoding{Kind: Timestamp, Layout: f.layout}
	default:
		return Encoding{Kind: f.kind}
	}
}

// wholeNumber reports a 64-bit integer in its only spelling: no plus sign, no leading zero.
func wholeNumber(v []byte) bool {
	digits := bytes.TrimPrefix(v, []byte("-"))
	if len(digits) == 0 || len(digits) > 19 || !allDigits(digits) {
		return false
	}
	if digits[0] == '0' {
		return len(v) == 1
	}
	if len(digits) < 19 {
		return true
	}
	_, err := strconv.ParseInt(string(v), 10, 64)
	return err == nil
}

func allDigits(v []byte) bool {
	for _, c := range v {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func (f *fit) decimal(v []byte) bool {
	digits := bytes.TrimPrefix(v, []byte("-"))
	whole, fraction, pointed := bytes.Cut(digits, []byte("."))
	if len(whole) == 0 || !allDigits(whole) || !allDigits(fraction) || (pointed && len(fraction) == 0) {
		return false
	}
	if whole[0] == '0' && len(whole) > 1 {
		return false
	}
	if len(digits) < len(v) && len(bytes.Trim(digits, "0.")) == 0 {
		return false // minus zero has no other home than text
	}
	f.even = f.even && (!f.seen || len(fraction) == f.scale)
	f.trimmed = f.trimmed && (!pointed || fraction[len(fraction)-1] != '0')
	f.digits, f.scale = max(f.digits, len(whole)), max(f.scale, len(fraction))
	return true
}

func (f *fit) double(v []byte) bool {
	n, err := strconv.ParseFloat(string(v), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return false
	}
	f.trimmed = f.trimmed && printDouble(n, Trimmed) == string(v)
	f.pointed = f.pointed && printDouble(n, Pointed) == string(v)
	return f.trimmed || f.pointed
}

// printDouble is the shortest decimal text that reads back as n.
func printDouble(n float64, layout Layout) string {
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if layout == Pointed && n == math.Trunc(n) {
		text += ".0"
	}
	return text
}

const (
	secondsLayout = "2006-01-02T15:04:05Z"
	millisLayout  = "2006-01-02T15:04:05.000Z"
)

func (f *fit) timestamp(v []byte) bool {
	layout, form := Millis, millisLayout
	if len(v) == len(secondsLayout) {
		layout, form = Seconds, secondsLayout
	}
	if f.layout == "" {
		f.layout = layout
	}
	return f.layout == layout && inRange(v, form)
}

// inRange reports an instant of the given form in the years that print with four digits.
func inRange(v []byte, form string) bool {
	if len(v) != len(form) {
		return false
	}
	at, err := time.Parse(form, string(v))
	return err == nil && at.Year() >= 1 && at.Format(form) == string(v)
}
