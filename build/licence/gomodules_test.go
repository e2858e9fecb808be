package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// program is a repository whose program uses one module, and whose tests use another.
func program(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		"go.mod": `module ours.test/program

go 1.26

require (
	theirs.test/engine v1.2.3
	theirs.test/harness v0.1.0
)

replace theirs.test/engine => ./engine

replace theirs.test/harness => ./harness
`,
		"cmd/program/main.go":       "package main\n\nimport _ \"theirs.test/engine/gear\"\n\nfunc main() {}\n",
		"cmd/program/main_test.go":  "package main\n\nimport _ \"theirs.test/harness\"\n",
		"engine/go.mod":             "module theirs.test/engine\n\ngo 1.26\n",
		"engine/LICENSE":            apache(t),
		"engine/NOTICE":             "The engine, by its authors\r\n",
		"engine/license.go":         "package engine\n",
		"engine/gear/gear.go":       "package gear\n",
		"engine/unused/LICENSE.txt": "All rights reserved.\n",
		"engine/unused/unused.go":   "package unused\n",
		"harness/go.mod":            "module theirs.test/harness\n\ngo 1.26\n",
		"harness/COPYING":           apache(t),
		"harness/harness.go":        "package harness\n",
	}
}

func partsOf(t *testing.T, files map[string]string) []Part {
	t.Helper()
	parts, err := goParts(t.Context(), plant(t, files), goModule{Folder: ".", Program: "./cmd/program"}, "ours.test/program")
	require.NoError(t, err)
	return parts
}

func TestModulesOfTheProgramAreShippedThoseOfTestsAreNot(t *testing.T) {
	t.Parallel()
	parts := partsOf(t, program(t))
	engine := find(t, parts, "go:theirs.test/engine")
	require.Equal(t, Shipped, engine.Scope)
	require.Equal(t, "v1.2.3", engine.Version)
	require.Equal(t, []Licence{{Expression: "Apache-2.0", File: "LICENSE"}}, engine.Licences)
	require.Len(t, engine.Texts, 2)
	require.Equal(t, Text{File: "NOTICE", Content: "The engine, by its authors\n"}, engine.Texts[1])
	require.Equal(t, Development, find(t, parts, "go:theirs.test/harness").Scope)
	require.Equal(t, Shipped, find(t, parts, "go:std").Scope)
}

func TestAForbiddenLicenceOfAModuleIsNamed(t *testing.T) {
	t.Parallel()
	policy := policyOf(t, "shipped: [BSD-3-Clause]\ndevelopment: [Apache-2.0]\n")
	problems := policy.check(partsOf(t, program(t)))
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], `go:theirs.test/engine v1.2.3 (shipped, from go.mod): the licence "Apache-2.0" in LICENSE is not on the list for shipped parts`)
	require.Contains(t, problems[0], "build/licence/policy.yaml")
}

func TestAModuleWithoutLicenceIsNamed(t *testing.T) {
	t.Parallel()
	files := program(t)
	delete(files, "engine/LICENSE")
	problems := policyOf(t, "shipped: [Apache-2.0, BSD-3-Clause]\n").check(partsOf(t, files))
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], "go:theirs.test/engine v1.2.3 (shipped, from go.mod): no licence was found")
}

func TestAnUnknownTextIsNoLicence(t *testing.T) {
	t.Parallel()
	files := program(t)
	files["harness/COPYING"] = "You may use this on Tuesdays.\n"
	problems := policyOf(t, "shipped: [Apache-2.0, BSD-3-Clause]\n").check(partsOf(t, files))
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], "go:theirs.test/harness v0.1.0 (development, from go.mod): the text of COPYING is not that of a known licence")
}

func TestThePackagesInUseAreRead(t *testing.T) {
	t.Parallel()
	files := program(t)
	files["engine/gear/LICENSE"] = "Gears are rented.\n"
	problems := policyOf(t, "shipped: [Apache-2.0, BSD-3-Clause]\n").check(partsOf(t, files))
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], "the text of gear/LICENSE is not that of a known licence")
}
