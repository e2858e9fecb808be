package execution

import (
	"regexp"
	"strings"
)

var (
	// preamble is what Amazon says before what is wrong with the SQL.
	preamble = regexp.MustCompile(`^(Was unable to compile workflow \S+ because it was found to be invalid: )?(SQL query was invalid:? ?)?`)
	// whereabouts is where it says it is wrong.
	whereabouts = regexp.MustCompile(`^(?:From|At) line (\d+), column (\d+)(?: to line \d+, column \d+)?: `)
)

// refusal is what Amazon finds wrong with SQL, in the words that help: the
// place and the reason, without the id that Amazon made up for the run.
func refusal(details string) string {
	reason := preamble.ReplaceAllString(firstLine(details), "")
	reason = whereabouts.ReplaceAllString(reason, "line $1, column $2: ")
	if reason = strings.TrimSpace(reason); reason == "" {
		return "Amazon could not compile the query."
	}
	return "Amazon could not compile the query: " + reason
}
