package engine_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheSameStatementIsAnsweredFromMemory(t *testing.T) {
	t.Parallel()
	e := open(t)
	r := request("SELECT campaign, COUNT(DISTINCT user_id) AS users FROM dsp_impressions GROUP BY 1 ORDER BY 1")
	first := execute(t, e, r)
	plan, err := e.Compile(t.Context(), r)
	require.NoError(t, err)
	require.NoError(t, e.Close())

	require.Equal(t, first, execute(t, e, r), "without DuckDB")
	again, err := e.Compile(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, plan, again)
	r.Now = time.Date(2026, 5, 5, 0, 0, 0, 0, time.UTC)
	_, err = e.Execute(t.Context(), r, io.Discard)
	require.Error(t, err, "less has happened by then, which is another statement")
}

func TestWhatIsDrawnAnewIsNotAnsweredFromMemory(t *testing.T) {
	t.Parallel()
	e := open(t)
	for _, drawn := range []string{"UUID()", "RAND()"} {
		r := request("WITH one (x) AS (VALUES (1)) SELECT " + drawn + " AS drawn FROM one")
		require.NotEqual(t, execute(t, e, r), execute(t, e, r))
	}
}

func TestALongAnswerIsNotKept(t *testing.T) {
	t.Parallel()
	e := open(t)
	r := request("WITH one (x) AS (VALUES ('" + strings.Repeat("a", 40<<10) + "')) SELECT x FROM one")
	long := execute(t, e, r)
	require.Greater(t, len(long), 40<<10)
	require.Equal(t, long, execute(t, e, r))
	require.NoError(t, e.Close())
	_, err := e.Execute(t.Context(), r, io.Discard)
	require.Error(t, err)
}
