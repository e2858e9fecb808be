package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAPolicyIsReadStrictly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ policy, says string }{
		"unknown field":            {"ships: [MIT]\n", "ships"},
		"unknown licence":          {"shipped: [MIT, Mine-1.0]\n", "Mine-1.0"},
		"exception without reason": {"exceptions: [{part: 'npm:a', licence: MPL-2.0}]\n", "npm:a"},
		"exception without part":   {"exceptions: [{licence: MPL-2.0, reason: because}]\n", "needs a part"},
		"exception for nothing":    {"exceptions: [{part: 'npm:a', licence: whatever, reason: because}]\n", "whatever"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := parsePolicy([]byte(c.policy))
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestAnExceptionIsForOnePart(t *testing.T) {
	t.Parallel()
	policy := policyOf(t, "shipped: [MIT]\nexceptions: [{part: 'npm:a', licence: MPL-2.0, reason: looked at}]\n")
	under := []Licence{{Expression: "MPL-2.0"}}
	require.Empty(t, policy.check([]Part{{Kind: NPM, Name: "a", Licences: under}}))
	problems := policy.check([]Part{{Kind: NPM, Name: "a", Licences: under}, {Kind: NPM, Name: "b", Licences: under}})
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], "npm:b")
}

func TestAnExceptionTellsWhatAFileIs(t *testing.T) {
	t.Parallel()
	policy := policyOf(t, "shipped: [MIT]\nexceptions: [{part: 'go:a', file: COPYING, licence: MIT, reason: read}]\n")
	require.Empty(t, policy.check([]Part{{Kind: Go, Name: "a", Licences: []Licence{{File: "COPYING"}}}}))
	require.Len(t, policy.check([]Part{{Kind: Go, Name: "a", Licences: []Licence{{File: "COPYING"}, {File: "LICENSE"}}}}), 1)
}

func TestAnExceptionTellsWhatWordsMean(t *testing.T) {
	t.Parallel()
	policy := policyOf(t, "shipped: [MIT]\nexceptions: [{part: 'npm:a', says: MPL 2.0, licence: MPL-2.0, reason: read}]\n")
	require.Empty(t, policy.check([]Part{{Kind: NPM, Name: "a", Licences: []Licence{{Expression: "MPL 2.0"}}}}))
	require.Len(t, policy.check([]Part{{Kind: NPM, Name: "a", Licences: []Licence{{Expression: "GPL 2.0"}}}}), 2)
}

func TestAnExceptionThatFitsNothingHasToGo(t *testing.T) {
	t.Parallel()
	policy := policyOf(t, "shipped: [MIT]\nexceptions: [{part: 'npm:a', licence: MPL-2.0, reason: looked at}]\n")
	problems := policy.check([]Part{{Kind: NPM, Name: "a", Licences: []Licence{{Expression: "MIT"}}}})
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], "npm:a (MPL-2.0) fits nothing any more")
}
