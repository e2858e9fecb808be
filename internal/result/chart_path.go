package result

import (
	"regexp"
	"strings"
)

var (
	orderField = regexp.MustCompile(`^-?\d+(\.\d+)?, `)
	arrows     = regexp.MustCompile(` *(?:->|=>|→|>) *`)
)

// pathSteps reads a path: AMC's print of an array, [a, b], of an array of rows,
// [[1, a], [2, b]], whose first field only orders, or names with arrows between
// them, a > b. AMC prints no quotes, so a comma with a blank behind it always
// parts two steps of a plain array.
func pathSteps(text string) []string {
	text = strings.TrimSpace(text)
	inner, list := strings.CutPrefix(text, "[")
	if !list || !strings.HasSuffix(inner, "]") {
		return notEmpty(arrows.Split(text, -1))
	}
	inner = strings.TrimSuffix(inner, "]")
	if !strings.HasPrefix(inner, "[") || !strings.HasSuffix(inner, "]") {
		return notEmpty(strings.Split(inner, ", "))
	}
	rows := strings.Split(inner[1:len(inner)-1], "], [")
	for i, row := range rows {
		rows[i] = row[len(orderField.FindString(row)):]
	}
	return notEmpty(rows)
}

func notEmpty(steps []string) []string {
	out := steps[:0]
	for _, step := range steps {
		if step = strings.TrimSpace(step); step != "" {
			out = append(out, step)
		}
	}
	return out
}
