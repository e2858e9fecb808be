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

func newFit(declared string) fit {
	return fit{kind: kindOf(declared), even: true, trimmed: true, pointed: true}
}

// seeAll takes note of the values of a column.
func (f *fit) seeAll(t *textColumn) {
	for row, text := range t.rows {
		if f.kind == Text {
			return
		}
		if !t.isNull(row) {
			f.see(text)
		}
	}
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
		ok = len(v) == len(time.DateOnly) && isDate(v)
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
	var space [32]byte
	f.trimmed = f.trimmed && string(appendDouble(space[:0], n, Trimmed)) == string(v)
	f.pointed = f.pointed && string(appendDouble(space[:0], n, Pointed)) == string(v)
	return f.trimmed || f.pointed
}

const (
	secondsLayout = "2006-01-02T15:04:05Z"
	millisLayout  = "2006-01-02T15:04:05.000Z"
)

func (f *fit) timestamp(v []byte) bool {
	layout := Millis
	if len(v) == len(secondsLayout) {
		layout = Seconds
	}
	if f.layout == "" {
		f.layout = layout
	}
	return f.layout == layout && isInstant(v, layout)
}

// isInstant reports an instant in the one spelling of a layout.
func isInstant(v []byte, layout Layout) bool {
	end := len("2006-01-02T15:04:05")
	switch {
	case layout == Seconds && len(v) == len(secondsLayout):
	case layout == Millis && len(v) == len(millisLayout) && v[end] == '.' && allDigits(v[end+1:end+4]):
	default:
		return false
	}
	return isDate(v) && v[10] == 'T' && v[13] == ':' && v[16] == ':' && v[len(v)-1] == 'Z' &&
		twoDigits(v[11:]) < 24 && twoDigits(v[14:]) < 60 && twoDigits(v[17:]) < 60
}

// isDate reports a text that begins with a day of the calendar, in the years
// that print with four digits.
func isDate(v []byte) bool {
	if v[4] != '-' || v[7] != '-' {
		return false
	}
	century, year, month, day := twoDigits(v), twoDigits(v[2:]), twoDigits(v[5:]), twoDigits(v[8:])
	if century == noDigits || year == noDigits || month < 1 || month > 12 || day < 1 {
		return false
	}
	year += 100 * century
	return year >= 1 && day <= daysOf(time.Month(month), year)
}

func daysOf(month time.Month, year int) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	default:
		return 31
	}
}

// noDigits is more than any two digits.
const noDigits = 100

// twoDigits is the number that v begins with, noDigits where it begins with none.
func twoDigits(v []byte) int {
	tens, ones := v[0]-'0', v[1]-'0'
	if tens > 9 || ones > 9 {
		return noDigits
	}
	return int(tens)*10 + int(ones)
}
