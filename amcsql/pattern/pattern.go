// Package pattern evaluates the regular expressions of AMC, which are Java's,
// the way SIMILAR TO and the REGEXP functions do.
//
// Most patterns mean the same to Go's own engine, which takes time in
// proportion to the text. The others (lookaround, backreferences, possessive
// quantifiers, Java's names of classes) go to a backtracking engine; a match
// that takes it longer than Timeout is an error.
//
// What is Java's and not understood: unions and intersections of character
// classes other than [a&&[^b]], and the flags d and U.
package pattern

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	"github.com/dlclark/regexp2"
)

// Timeout bounds one match of a pattern that needs backtracking.
const Timeout = 2 * time.Second

// ErrTooSlow says that a match was given up.
var ErrTooSlow = errors.New("the regular expression takes too long on this text")

// maxLength keeps the compiled form of a pattern small.
const maxLength = 10_000

// Pattern is a compiled pattern. It is safe for concurrent use.
type Pattern struct {
	linear *regexp.Regexp  // nil where backtracking is needed
	full   *regexp2.Regexp // nil where it is not
}

// javaOnly are signs of what Go's engine reads and other RE2 engines do not, or
// reads in another way than Java: named groups, long names of classes,
// intersections.
var javaOnly = regexp.MustCompile(`\(\?<|\\[pP]\{[^}]{3}|&&`)

// Linear reports whether text is a pattern that RE2 and Java read alike.
func Linear(text string) bool {
	if len(text) > maxLength || javaOnly.MatchString(text) || hasNestedClass(text) {
		return false
	}
	_, err := syntax.Parse(text, syntax.Perl)
	return err == nil
}

// Compile reads a pattern.
func Compile(text string) (*Pattern, error) {
	if len(text) > maxLength {
		return nil, fmt.Errorf("the regular expression has more than %d characters", maxLength)
	}
	if Linear(text) {
		linear, err := regexp.Compile(text)
		if err == nil {
			return &Pattern{linear: linear}, nil
		}
	}
	converted, err := fromJava(text)
	if err != nil {
		return nil, err
	}
	full, err := regexp2.Compile(converted, regexp2.None)
	if err != nil {
		_, reason, found := strings.Cut(err.Error(), "error parsing regexp: ")
		if !found {
			reason = err.Error()
		}
		return nil, errors.New(reason)
	}
	full.MatchTimeout = Timeout
	return &Pattern{full: full}, nil
}

// Matches reports whether some part of the text matches.
func (p *Pattern) Matches(text string) (bool, error) {
	if p.linear != nil {
		return p.linear.MatchString(text), nil
	}
	found, err := p.full.MatchString(text)
	return found, explained(err)
}

// First gives a group of the first match, 0 being all of it. It reports false
// where nothing matches or the group took no part.
func (p *Pattern) First(text string, group int) (string, bool, error) {
	if p.linear != nil {
		places := p.linear.FindStringSubmatchIndex(text)
		if group < 0 || 2*group+1 >= len(places) || places[2*group] < 0 {
			return "", false, nil
		}
		return text[places[2*group]:places[2*group+1]], true, nil
	}
	match, err := p.full.FindStringMatch(text)
	if err != nil || match == nil || group < 0 || group >= match.GroupCount() {
		return "", false, explained(err)
	}
	found := match.GroupByNumber(group)
	if len(found.Captures) == 0 {
		return "", false, nil
	}
	return found.String(), true, nil
}

// match is where a match lies, with its groups; -1 marks those that took no part.
type match struct{ places []int }

// all gives every match from left to right.
func (p *Pattern) all(text string) ([]match, error) {
	var matches []match
	if p.linear != nil {
		for _, places := range p.linear.FindAllStringSubmatchIndex(text, -1) {
			matches = append(matches, match{places})
		}
		return matches, nil
	}
	offsets := runeOffsets(text)
	found, err := p.full.FindStringMatch(text)
	for ; found != nil && err == nil; found, err = p.full.FindNextMatch(found) {
		var places []int
		for _, group := range found.Groups() {
			if len(group.Captures) == 0 {
				places = append(places, -1, -1)
				continue
			}
			places = append(places, offsets[group.Index], offsets[group.Index+group.Length])
		}
		matches = append(matches, match{places})
	}
	return matches, explained(err)
}

// runeOffsets gives the byte offset of every rune and of the end.
func runeOffsets(text string) []int {
	offsets := make([]int, 0, len(text)+1)
	for i := range text {
		offsets = append(offsets, i)
	}
	return append(offsets, len(text))
}

// Count tells how often the pattern is found.
func (p *Pattern) Count(text string) (int, error) {
	matches, err := p.all(text)
	return len(matches), err
}

// Split gives the parts of the text between matches.
func (p *Pattern) Split(text string) ([]string, error) {
	matches, err := p.all(text)
	if err != nil {
		return nil, err
	}
	parts := make([]string, 0, len(matches)+1)
	from := 0
	for _, m := range matches {
		if m.places[1] == 0 || m.places[0] == m.places[1] && m.places[0] == len(text) {
			continue // An empty match at an edge parts nothing.
		}
		parts = append(parts, text[from:m.places[0]])
		from = m.places[1]
	}
	return append(parts, text[from:]), nil
}

func explained(err error) error {
	if err != nil && strings.Contains(err.Error(), "timeout") {
		return ErrTooSlow
	}
	return err
}
