package httpapi_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/window"
)

func TestWindowsOfDynamicDatesAreResolved(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	browser := p.SignedIn(t)
	for name, test := range map[string]struct {
		ask  map[string]any
		spec window.Spec
	}{
		"a range":   {map[string]any{"range": "last_full_week(sunday)-1w", "zone": "Europe/Berlin"}, window.Spec{Range: "last_full_week(sunday)-1w", Zone: "Europe/Berlin"}},
		"two dates": {map[string]any{"from": "start_of_month(-2)", "to": "end_of_month(-1)", "zone": "UTC"}, window.Spec{From: "start_of_month(-2)", To: "end_of_month(-1)", Zone: "UTC"}},
	} {
		before, err := window.Resolve(test.spec, time.Now())
		require.NoError(t, err)
		var got struct{ Start, End time.Time }
		browser.Post(t, "/api/v1/windows/resolve", test.ask).Is(t, http.StatusOK).Into(t, &got)
		after, err := window.Resolve(test.spec, time.Now())
		require.NoError(t, err)
		require.Contains(t, []time.Time{before.Start, after.Start}, got.Start, name)
		require.Contains(t, []time.Time{before.End, after.End}, got.End, name)
	}
	refused := problemIn(t, browser.Post(t, "/api/v1/windows/resolve", map[string]any{"range": "last_full_wek", "zone": "UTC"}),
		http.StatusUnprocessableEntity, "window.expression_invalid")
	require.Len(t, refused.Errors, 1)
	require.Equal(t, "/range", refused.Errors[0].Pointer)
	require.Contains(t, refused.Errors[0].Message, "last_full_wek")
}
