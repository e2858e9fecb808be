// Command rulesdoc prints docs/diagnostics.md: every diagnostic with its cause,
// its next step, and an example of wrong and right.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

const head = `# Diagnostics

What the checks of AMC SQL can find. Generated from the catalogue of rules (` + "`amcsql/analysis/rule*.go`" + `) by ` + "`make generate`" + `; the examples
are tests.

An **error** is what AMC is known to refuse; only errors keep a query from being sent. What sources dispute, or what was never seen to work,
is a **warning**, and an error in strict mode (` + "`recomamp sql check --strict`" + `). **Warnings** also mark what runs but hardly means what
was meant, **info** what is worth knowing. The severity named here is the usual one of a code; a finding that rests on doubtful facts is milder.
`

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "rulesdoc:", err)
		os.Exit(1)
	}
}

func write(w io.Writer) error {
	var page strings.Builder
	page.WriteString(head)
	for _, group := range analysis.Rules() {
		fmt.Fprintf(&page, "\n## %s\n", group.Title)
		for _, rule := range group.Rules {
			section(&page, rule)
		}
	}
	_, err := io.WriteString(w, page.String())
	return err
}

func section(page *strings.Builder, rule analysis.Rule) {
	fmt.Fprintf(page, "\n### %s\n\n**%s** · %s\n\n%s\n", rule.Code, rule.Title, severity(rule), rule.Text)
	if rule.Setting != "" {
		fmt.Fprintf(page, "\nWith `%s`:\n", rule.Setting)
	}
	fmt.Fprintf(page, "\nWrong:\n\n```sql\n%s\n```\n\nRight:\n\n```sql\n%s\n```\n", legible(rule.Wrong), laidOut(rule.Right))
}

// legible leaves out the middle of an example that is long because it repeats.
func legible(sql string) string {
	const most, ends = 400, 150 // bytes
	if len(sql) <= most {
		return sql
	}
	return sql[:ends] + " … " + sql[len(sql)-ends:]
}

// laidOut formats an example, as people should write it.
func laidOut(sql string) string {
	formatted, err := amcsql.Format(sql)
	if err != nil {
		return sql
	}
	return strings.TrimSpace(formatted)
}

func severity(rule analysis.Rule) string {
	if rule.Disputed {
		return string(rule.Severity) + ", error in strict mode"
	}
	return string(rule.Severity)
}
