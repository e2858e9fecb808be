package result

import (
	"math"
	"strconv"
	"time"
)

// printDouble is the shortest decimal text that reads back as n.
func printDouble(n float64, layout Layout) string { return string(appendDouble(nil, n, layout)) }

func appendDouble(to []byte, n float64, layout Layout) []byte {
	to = strconv.AppendFloat(to, n, 'f', -1, 64)
	if layout == Pointed && n == math.Trunc(n) {
		to = append(to, ".0"...)
	}
	return to
}

// appendUnscaled prints n with so many digits after the point.
func appendUnscaled(to []byte, n int64, scale int) []byte {
	size := uint64(n) //nolint:gosec // its negative follows
	if n < 0 {
		to = append(to, '-')
		size = -size
	}
	var space [40]byte
	digits := strconv.AppendUint(space[:0], size, 10)
	whole := len(digits) - scale
	if whole <= 0 {
		to = append(to, '0')
	} else {
		to = append(to, digits[:whole]...)
	}
	if scale == 0 {
		return to
	}
	to = append(to, '.')
	for ; whole < 0; whole++ {
		to = append(to, '0')
	}
	return append(to, digits[whole:]...)
}

const secondsOfDay = 24 * 60 * 60

// appendDate prints a day, counted from 1970, in the years of four digits.
func appendDate(to []byte, day int64) []byte {
	year, month, of := time.Unix(day*secondsOfDay, 0).UTC().Date()
	to = append(appendTwo(appendTwo(to, year/100), year%100), '-')
	return appendTwo(append(appendTwo(to, int(month)), '-'), of)
}

// appendInstant prints microseconds since 1970.
func appendInstant(to []byte, micros int64, layout Layout) []byte {
	const perSecond = 1_000_000
	seconds, rest := micros/perSecond, micros%perSecond
	if rest < 0 {
		seconds, rest = seconds-1, rest+perSecond
	}
	day, second := seconds/secondsOfDay, int(seconds%secondsOfDay)
	if second < 0 {
		day, second = day-1, second+secondsOfDay
	}
	to = append(appendDate(to, day), 'T')
	to = append(appendTwo(to, second/3600), ':')
	to = append(appendTwo(to, second/60%60), ':')
	to = appendTwo(to, second%60)
	if layout == Millis {
		millis := int(rest / 1000)
		to = appendTwo(append(to, '.', byte('0'+millis/100)), millis%100)
	}
	return append(to, 'Z')
}

func appendTwo(to []byte, n int) []byte { return append(to, byte('0'+n/10), byte('0'+n%10)) }
