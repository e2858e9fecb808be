package main

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The short form of what `make chaos` does at length, on both databases.
func TestKilledAndSpoiltNothingDoublesOrIsLost(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "recomamp")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "github.com/recomamp/recomamp/cmd/recomamp")
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))
	for name, c := range map[string]trial{
		"postgres": {Database: "postgres", Processes: 3, Every: time.Second},
		"sqlite":   {Database: "sqlite", Processes: 1, Every: 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.Binary, c.Executions, c.Lasts, c.Settle, c.Log = binary, 30, 12*time.Second, 4*time.Minute, t.Logf
			c.Jitter, c.Together, c.PastHours = 10*time.Second, 3, 6
			c.Gateway, c.Visibility, c.Slots, c.AccountSlots = 4*time.Second, 4*time.Second, 3, 10
			r, err := c.run(t.Context())
			require.NoError(t, err)
			require.True(t, r.good(), "%s\n%v", r, r.Findings)
		})
	}
}
