package result

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

// cell writes a value as what it means, where a sheet gives it back unchanged,
// else as text.
func (e *xlsxEncoder) cell(column int, as Encoding, text string) {
	switch as.Kind {
	case Text:
	case Integer, Decimal:
		if significantDigits(text) <= 15 {
			e.number(column, text, styleGeneral)
			return
		}
	case Double:
		if n, err := strconv.ParseFloat(text, 64); err == nil && sheetHolds(n) {
			e.number(column, strconv.FormatFloat(n, 'g', -1, 64), styleGeneral)
			return
		}
	case Boolean:
		e.open(column, styleGeneral)
		if text == "true" {
			e.sheet.WriteString(` t="b"><v>1</v></c>`)
		} else {
			e.sheet.WriteString(` t="b"><v>0</v></c>`)
		}
		return
	case Date:
		if serial, ok := daySerial(text, time.DateOnly); ok {
			e.number(column, serial, styleDate)
			return
		}
	case Timestamp:
		style := styleMillis
		if as.Layout == Seconds {
			style = styleSeconds
		}
		if serial, ok := daySerial(text, time.RFC3339Nano); ok {
			e.number(column, serial, style)
			return
		}
	}
	e.text(column, text, styleText)
}

// open begins a cell up to its type.
func (e *xlsxEncoder) open(column int, style string) {
	e.sheet.WriteString(`<c r="`)
	e.sheet.WriteString(e.letters[column])
	e.sheet.WriteString(strconv.FormatInt(e.row1, 10))
	e.sheet.WriteByte('"')
	e.sheet.WriteString(style)
}

func (e *xlsxEncoder) number(column int, value, style string) {
	e.open(column, style)
	e.sheet.WriteString("><v>")
	e.sheet.WriteString(value)
	e.sheet.WriteString("</v></c>")
}

func (e *xlsxEncoder) text(column int, text, style string) {
	if len(text) > sheetText {
		if units := utf16.Encode([]rune(text)); len(units) > sheetText {
			// Half of a pair decodes to a mark of its own, which is dropped with it.
			text = strings.TrimSuffix(string(utf16.Decode(units[:sheetText-1])), "\ufffd") + "…"
			e.cut++
		}
	}
	e.open(column, style)
	e.sheet.WriteString(` t="inlineStr"><is><t xml:space="preserve">`)
	sheetEscapes.text(e.sheet, text)
	e.sheet.WriteString("</t></is></c>")
}

func significantDigits(text string) int {
	digits := strings.TrimLeft(strings.TrimPrefix(text, "-"), "0.")
	if !strings.Contains(text, ".") {
		return len(digits)
	}
	return len(strings.Replace(digits, ".", "", 1))
}

// sheetHolds reports a double that spreadsheets keep: they drop the sign of
// zero and the smallest numbers.
func sheetHolds(n float64) bool {
	return (n == 0 && !math.Signbit(n)) || math.Abs(n) >= 0x1p-1022
}

// firstSerial is the first day that every spreadsheet counts the same: before
// it, some count a 29th of February 1900.
var (
	dayZero     = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	firstSerial = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
)

// daySerial is an instant as days, and parts of a day, since dayZero.
func daySerial(text, form string) (string, bool) {
	at, err := time.Parse(form, text)
	if err != nil || at.Before(firstSerial) {
		return "", false
	}
	millis := at.UnixMilli() - dayZero.UnixMilli()
	const day = 24 * 60 * 60 * 1000
	if millis%day == 0 {
		return strconv.FormatInt(millis/day, 10), true
	}
	return strconv.FormatFloat(float64(millis)/day, 'f', -1, 64), true
}
