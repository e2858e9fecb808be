package httpapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/framed"
)

// Every format comes whole, by trailer and by frames, and the audit log tells
// which one, of how many rows, and whether formulas were left.
func TestAResultIsExportedInEveryFormat(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	owner := p.SignedIn(t)
	connect(t, p, owner, "allow")
	path := "/api/v1/executions/" + finish(t, owner, discovered(t, owner).Items[0].ID) + "/export"
	for format, starts := range map[string]string{
		"csv": "campaign,n\n", "json": "[\n{", "ndjson": `{"campaign":`, "xlsx": "PK\x03\x04", "parquet": "PAR1", "arrow": "\xff\xff\xff\xff",
	} {
		plain := owner.Get(t, path+"?format="+format).Is(t, http.StatusOK)
		require.True(t, strings.HasPrefix(string(plain.Body), starts), format)
		require.NotEqual(t, "0", plain.Header.Get("X-Row-Count"))
		require.Equal(t, "nosniff", plain.Header.Get("X-Content-Type-Options"))

		answer := owner.Get(t, path+"?framed=true&format="+format).Is(t, http.StatusOK)
		require.Equal(t, framed.MediaType, answer.Header.Get("Content-Type"))
		reader := framed.NewReader(bytes.NewReader(answer.Body), nil)
		file, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.True(t, bytes.Equal(plain.Body, file), format)
		sum := sha256.Sum256(plain.Body)
		require.Equal(t, hex.EncodeToString(sum[:]), reader.End().Checksum)
	}
	rows, err := csv.NewReader(bytes.NewReader(owner.Get(t, path).Is(t, http.StatusOK).Body)).ReadAll()
	require.NoError(t, err)
	owner.Get(t, path+"?raw=true").Is(t, http.StatusOK)
	owner.Get(t, path+"?format=html").Is(t, http.StatusUnprocessableEntity)

	entries := auditOf(t, owner, "act=result.exported")
	require.Len(t, entries, 15)
	require.Equal(t, "as stored", entries[0].Changes["formulas"]["to"])
	require.Equal(t, "safe for spreadsheets", entries[1].Changes["formulas"]["to"])
	require.EqualValues(t, len(rows)-1, entries[1].Changes["rows"]["to"])
	require.Equal(t, "csv", entries[1].Changes["format"]["to"])
}

// A view comes with its own number of rows and the names of its columns, and
// the audit log tells that it was one. What does not fit is refused before a byte.
func TestAViewOfAResultIsExported(t *testing.T) {
	t.Parallel()
	p := apptest.Start(t)
	owner := p.SignedIn(t)
	connect(t, p, owner, "allow")
	path := "/api/v1/executions/" + finish(t, owner, discovered(t, owner).Items[0].ID) + "/export"
	all, err := csv.NewReader(bytes.NewReader(owner.Get(t, path).Is(t, http.StatusOK).Body)).ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(all), 2)

	of := func(view string) string { return path + "?view=" + url.QueryEscape(view) }
	answer := owner.Get(t, of(`{"filters":[{"column":"c0","op":"equals","text":"`+all[2][0]+`"}]}`)).Is(t, http.StatusOK)
	rows, err := csv.NewReader(bytes.NewReader(answer.Body)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, [][]string{all[0], all[2]}, rows)
	require.Equal(t, "1", answer.Header.Get("X-Row-Count"))
	require.Contains(t, answer.Header.Get("Content-Disposition"), "_view.csv")
	entry := auditOf(t, owner, "act=result.exported")[0]
	require.Equal(t, "a view", entry.Changes["part"]["to"])
	require.EqualValues(t, 1, entry.Changes["rows"]["to"])

	grouped := owner.Get(t, of(`{"group":{"aggregates":[{"function":"count"}]}}`)+"&framed=true").Is(t, http.StatusOK)
	reader := framed.NewReader(bytes.NewReader(grouped.Body), nil)
	file, err := io.ReadAll(reader)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(file), "count of rows\n"))
	require.EqualValues(t, 1, reader.End().Rows)

	for view, pointer := range map[string]string{
		`{"sort":[{"column":"c7"}]}`: "query.view/sort/0/column",
		`nonsense`:                   "query.view",
	} {
		refused := problemIn(t, owner.Get(t, of(view)), http.StatusUnprocessableEntity, "result.view_invalid")
		require.Equal(t, pointer, refused.Errors[0].Pointer)
	}
	owner.Get(t, of("{}")).Is(t, http.StatusOK)
	entries := auditOf(t, owner, "act=result.exported")
	require.Len(t, entries, 5) // finish exports it, too
	require.Equal(t, "everything", entries[0].Changes["part"]["to"])
}
