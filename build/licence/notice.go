package main

import (
	"fmt"
	"strings"
)

const noticeHead = `RecomAMP
Copyright 2026 The RecomAMP Authors

RecomAMP is under the Apache License 2.0, see LICENSE. The program and its web
app contain the parts below, which come from others; a number leads to the
words that their authors want passed on.

Made by "make generate" from the parts themselves. Do not edit.

`

// notice tells of the shipped parts, and gives each distinct text about their
// rights once.
func notice(parts []Part, carried []Carried) string {
	var list, texts strings.Builder
	numbers := map[string]int{}
	for _, part := range parts {
		if part.Scope != Shipped {
			continue
		}
		version := part.Version
		if part.Name == "std" && part.Kind == Go {
			version = "" // that of whoever builds
		}
		list.WriteString(strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", part.ID(), version, part.licence())), " "))
		for _, text := range part.Texts {
			content := tidy(text.Content)
			if _, known := numbers[content]; !known {
				numbers[content] = len(numbers) + 1
				fmt.Fprintf(&texts, "\n%s\n[%d]\n\n%s\n", strings.Repeat("-", 72), numbers[content], content)
			}
			fmt.Fprintf(&list, " [%d]", numbers[content])
		}
		list.WriteByte('\n')
		for _, inside := range carried {
			if inside.Part == part.ID() {
				list.WriteString("    " + strings.ReplaceAll(strings.TrimSpace(inside.Words), "\n", "\n    ") + "\n")
			}
		}
	}
	return noticeHead + list.String() + texts.String()
}

// licence is what the list says of the part: all its licences together.
func (p Part) licence() string { return strings.Join(p.expressions(), " AND ") }

// tidy takes away the spaces at the ends of lines and the empty lines around a text.
func tidy(text string) string {
	lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\f\r")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
