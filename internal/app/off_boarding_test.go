package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/connection"
)

// A connection that serves many clients names a few of them.
func TestAConnectionThatStaysSaysWhomItServes(t *testing.T) {
	t.Parallel()
	notes := staying([]connection.Serving{
		{Region: "NA", Person: "Ada", Others: []string{"Ada", "Bo", "Cem", "Dee"}},
		{Region: "EU", Person: "Ada", Others: []string{"Ada", "Bo", "Cem", "Dee", "Eve"}},
		{Region: "FE", Person: "Ada"},
	})
	require.Equal(t, []string{
		"The connection NA of Ada stays: it also serves Ada, Bo, Cem, Dee.",
		"The connection EU of Ada stays: it also serves Ada, Bo, Cem and 2 others.",
	}, notes)
}
