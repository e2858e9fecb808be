package pack

import (
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/internal/fault"
)

// Mode says what becomes of the values that are there.
type Mode string

// The modes.
const (
	Add     Mode = "add"     // the new ones come behind them
	Replace Mode = "replace" // they go
	Remove  Mode = "remove"  // those that are named go
)

var errMode = fault.New(fault.Invalid, "pack.invalid_mode", "There is no such change.").WithField("/mode", "must be add, replace or remove")

// Change is what a text would make of a pack, or has made of it.
type Change struct {
	Layout

	Read       int // pieces of the text
	Added      []string
	Removed    []string
	Unchanged  int      // values that stay
	Present    []string // of Add: what the text has and the pack holds already
	Duplicates []Duplicate
	Absent     int // of Remove: pieces that the pack does not hold
	Refused    []Refusal
	Size       int // values afterwards

	values []string
}

// Duplicate is a piece of the text whose value stands further up in it.
type Duplicate struct {
	Line  int // from 1
	Value string
}

// Refusal is a piece of the text that can be no value.
type Refusal struct {
	Line int // from 1
	Text string
	Why  string // reads after the text
}

// plan finds out what a text makes of values.
func (r rule) plan(present []string, source Source, mode Mode) (Change, error) {
	entries, layout, err := r.split(source)
	if err != nil {
		return Change{}, err
	}
	change := Change{Layout: layout, Read: len(entries)}
	given, seen := make([]string, 0, len(entries)), make(map[string]bool, len(entries))
	for _, e := range entries {
		value, why := r.read(e.text)
		switch {
		case why != "":
			change.Refused = append(change.Refused, Refusal{e.line, e.text, why})
		case seen[value]:
			change.Duplicates = append(change.Duplicates, Duplicate{e.line, value})
		default:
			seen[value] = true
			given = append(given, value)
		}
	}
	there := make(map[string]bool, len(present))
	for _, value := range present {
		there[value] = true
	}
	switch mode {
	case Add:
		change.keep(present, func(string) bool { return true })
		change.add(given, there)
		for _, value := range given {
			if there[value] {
				change.Present = append(change.Present, value)
			}
		}
	case Replace:
		change.keep(present, func(value string) bool { return seen[value] })
		change.add(given, there)
		change.values = given
	case Remove:
		change.keep(present, func(value string) bool { return !seen[value] })
		change.Absent = len(given) - len(change.Removed)
	default:
		return Change{}, errMode
	}
	change.Size = len(change.values)
	return change, change.fits()
}

// keep goes through the values that are there.
func (c *Change) keep(present []string, stays func(string) bool) {
	c.values = make([]string, 0, len(present))
	for _, value := range present {
		if stays(value) {
			c.values = append(c.values, value)
		} else {
			c.Removed = append(c.Removed, value)
		}
	}
	c.Unchanged = len(c.values)
}

// add puts what is not there behind the values.
func (c *Change) add(given []string, there map[string]bool) {
	for _, value := range given {
		if !there[value] {
			c.Added = append(c.Added, value)
			c.values = append(c.values, value)
		}
	}
}

func (c *Change) fits() error {
	if c.Size > MaxValues {
		return ErrTooMany.WithMessage(fmt.Sprintf("The pack would hold %d values; %d at most fit.", c.Size, MaxValues))
	}
	size := 0
	for _, value := range c.values {
		size += len(value) + 1
	}
	if size > MaxContent {
		return ErrTooLarge
	}
	return nil
}

// mostTold bounds how many refused lines an error names.
const mostTold = 20

// refusal is ErrRefused for the lines that can be no values.
func (c *Change) refusal() error {
	refused := ErrRefused.WithMessage(fmt.Sprintf("%d pieces of the text can be no value of this pack.", len(c.Refused)))
	if len(c.Refused) == 1 {
		refused = ErrRefused.WithMessage("One piece of the text can be no value of this pack.")
	}
	for _, r := range c.Refused[:min(len(c.Refused), mostTold)] {
		refused = refused.WithField("/text", r.String())
	}
	return refused
}

// String tells the line and the reason.
func (r Refusal) String() string {
	text := r.Text
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:59]) + "…"
	}
	return fmt.Sprintf("line %d: %s %s", r.Line, strings.ToValidUTF8(text, "�"), r.Why)
}
