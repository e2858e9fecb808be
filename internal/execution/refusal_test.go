package execution

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestARefusalNamesThePlaceAndTheReason(t *testing.T) {
	t.Parallel()
	const says = "Amazon could not compile the query"
	for details, want := range map[string]string{
		"Was unable to compile workflow transient_1-2 because it was found to be invalid: SQL query was invalid: From line 1, column 18 to line 1, column 29: Column 'x' not found in any table": says + ": line 1, column 18: Column 'x' not found in any table",
		"SQL query was invalid: At line 1, column 14: Column 'x' not found in any table":                                                                                                         says + ": line 1, column 14: Column 'x' not found in any table",
		"SQL query was invalid: Encountered \"FROM\" at line 2, column 1.\nWas expecting one of: …":                                                                                              says + `: Encountered "FROM" at line 2, column 1.`,
		"Parameter x is undeclared": says + ": Parameter x is undeclared",
		"SQL query was invalid":     says + ".",
		"":                          says + ".",
	} {
		require.Equal(t, want, refusal(details), details)
	}
}
