package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/recomamp/recomamp/internal/access/commonpassword"
	"github.com/recomamp/recomamp/internal/fault"
)

const (
	minPasswordLength = 12
	maxPasswordLength = 1024
	// leastOfOwn is how many letters and digits a password has at least besides
	// words that anybody can guess of whom it is.
	leastOfOwn = 6
)

// product is in many a password that is made for it.
const product = "recomamp"

// checkPassword adds to an error what is wrong with a password that somebody
// chooses. about is what is known of them: their name and address.
func checkPassword(err *fault.Error, password string, about ...string) *fault.Error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPasswordLength:
		return err.WithField("/password", fmt.Sprintf("must have at least %d characters", minPasswordLength))
	case len(password) > maxPasswordLength:
		return err.WithField("/password", fmt.Sprintf("must have at most %d bytes", maxPasswordLength))
	case commonpassword.Known(password):
		return err.WithField("/password", "is one of those that attackers try first, or like one, because it was found in breaches. "+
			"Choose another; four or five words that have nothing to do with each other make a good one")
	case ofOwnWords(password, about):
		return err.WithField("/password", "is little more than your name, your address or the name of this program, which attackers try. "+
			"Choose another; four or five words that have nothing to do with each other make a good one")
	}
	return err
}

// ofOwnWords reports whether little is left of a password without the words that
// are known of its person.
func ofOwnWords(password string, about []string) bool {
	words := []string{product}
	for _, text := range about {
		words = append(words, strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) }) // a short one may be part of a long one
	left := strings.ToLower(password)
	for _, word := range words {
		if utf8.RuneCountInString(word) >= 3 {
			left = strings.ReplaceAll(left, word, " ")
		}
	}
	count := 0
	for _, r := range left {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			count++
		}
	}
	return count < leastOfOwn
}
