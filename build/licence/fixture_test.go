package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// plant writes files into a new folder and returns it.
func plant(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o644))
	}
	return root
}

// apache is the text of a licence: our own.
func apache(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../LICENSE")
	require.NoError(t, err)
	return string(text)
}

// policyOf parses a policy that must be right.
func policyOf(t *testing.T, text string) Policy {
	t.Helper()
	policy, err := parsePolicy([]byte(text))
	require.NoError(t, err)
	return policy
}

// find is the part of that id.
func find(t *testing.T, parts []Part, id string) Part {
	t.Helper()
	for _, part := range parts {
		if part.ID() == id {
			return part
		}
	}
	require.Failf(t, "part not found", "%s is not among %v", id, parts)
	return Part{}
}
