package httpapi

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/result"
)

// How far a result is open is told while it is not whole, and only then.
func TestRowsTellHowFarTheirResultIsOpen(t *testing.T) {
	t.Parallel()
	text := "7"
	for arrived, want := range map[int64]string{
		0:    `{"rows":[["7",null]],"offset":40,"total":90}`,
		5000: `{"rows":[["7",null]],"offset":40,"total":90,"arrivedBytes":5000}`,
	} {
		got, err := json.Marshal(rowsOut(&result.ViewRows{Rows: []result.Row{{&text, nil}}, RowCount: 90, Arrived: arrived}, 40))
		require.NoError(t, err)
		require.JSONEq(t, want, string(got))
	}
}
