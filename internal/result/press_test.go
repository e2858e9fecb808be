package result

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The DuckDB of a small result is kept for the next one, which finds nothing of
// the first; it ends with the service.
func TestAnEngineIsKeptForTheNextResult(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{Ingests: 1})
	_, err := b.ingest(t.Context(), declared, text("campaign_id,reach,spend\na,1,1\n"))
	require.NoError(t, err)
	p := <-b.presses
	first := p.db
	require.NotNil(t, first)
	left, err := os.ReadDir(p.dir)
	require.NoError(t, err)
	require.Empty(t, left)
	b.presses <- p

	_, err = b.ingest(t.Context(), declared, text("campaign_id,reach,spend\nb,2,2\n"))
	require.NoError(t, err)
	p = <-b.presses
	require.Same(t, first, p.db)
	b.presses <- p

	_, err = b.ingest(t.Context(), declared, text("campaign_id,reach,spend\nc\n"))
	require.Error(t, err)
	p = <-b.presses
	require.Nil(t, p.db, "one that failed is not trusted")
	b.presses <- p
}
