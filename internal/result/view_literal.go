package result

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// maxDigits bounds the digits of a number that somebody wrote.
const maxDigits = 100

// rational reads a plain decimal number exactly: -12.50. Exponents are not taken.
func rational(text string) (*big.Rat, bool) {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, pointed := strings.Cut(digits, ".")
	if whole == "" || len(digits) > maxDigits || (pointed && fraction == "") || !allDigits([]byte(whole)) || !allDigits([]byte(fraction)) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// span is the numbers that a fixed-point column can hold: multiples of
// 10^-scale between least and most, which count such multiples.
type span struct {
	scale       int
	least, most *big.Int
}

// spanOf is the span of an integer or decimal column.
func spanOf(e Encoding) span {
	if e.Kind == Integer {
		return span{least: big.NewInt(math.MinInt64), most: big.NewInt(math.MaxInt64)}
	}
	most := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(e.Precision)), nil)
	most.Sub(most, big.NewInt(1))
	return span{scale: e.Scale, least: new(big.Int).Neg(most), most: most}
}

// floor is the greatest multiple not above n, and whether it is n itself.
func (s span) floor(n *big.Rat) (*big.Int, bool) {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(s.scale)), nil)
	scaled := new(big.Rat).Mul(n, new(big.Rat).SetInt(power))
	down, rest := new(big.Int).DivMod(scaled.Num(), scaled.Denom(), new(big.Int)) // rounds down, as the denominator is positive
	return down, rest.Sign() == 0
}

// print writes a count of multiples as a number.
func (s span) print(n *big.Int) string {
	power := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(s.scale)), nil)
	return new(big.Rat).SetFrac(n, power).FloatString(s.scale)
}

// instant reads a timestamp in RFC 3339, or a date, which is the start of its day in UTC.
func instant(text string) (at time.Time, isDate, ok bool) {
	if at, err := time.Parse(time.DateOnly, text); err == nil {
		return at, true, inYears(at)
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if at, err := time.Parse(form, text); err == nil {
			return at.UTC(), false, inYears(at.UTC())
		}
	}
	return time.Time{}, false, false
}

// inYears reports an instant that prints with four digits of a year and is no finer than microseconds.
func inYears(at time.Time) bool {
	return at.Year() >= 1 && at.Year() <= 9999 && at.Nanosecond()%1000 == 0
}

// finite reads a double.
func finite(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) && !strings.ContainsAny(text, "xX_")
}

// timestampText is a form that DuckDB reads without guessing, to the microsecond.
const timestampText = "2006-01-02 15:04:05.000000"
