package result

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var declared = []Declared{
	{Name: "campaign_id", Type: "STRING", Role: "DIMENSION"},
	{Name: "reach", Type: "LONG", Role: "METRIC"},
	{Name: "spend", Type: "DECIMAL", Role: "METRIC"},
}

func TestIngestKeepsTypesTextAndNullApart(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		r, err := b.ingest(t.Context(), declared,
			text("campaign_id,reach,spend\n007,12,1.5\n\"\",,\n"),
			text("campaign_id,reach,spend\r\n\"a,\"\"b\"\"\nc\",-9223372036854775808,12345678901234567890123456789.25\r\n"))
		require.NoError(t, err)
		require.EqualValues(t, 3, r.RowCount)
		before := int64(0)
		for i := range r.Columns {
			require.Greater(t, r.Columns[i].FirstEnd, before)
			before, r.Columns[i].FirstEnd = r.Columns[i].FirstEnd, 0
		}
		require.Less(t, before, r.Bytes)
		require.Equal(t, []Column{
			{Name: "campaign_id", Type: "STRING", Role: "DIMENSION", Encoding: Encoding{Kind: Text}},
			{Name: "reach", Type: "LONG", Role: "METRIC", Encoding: Encoding{Kind: Integer}},
			{Name: "spend", Type: "DECIMAL", Role: "METRIC", Encoding: Encoding{Kind: Decimal, Layout: Trimmed, Precision: 31, Scale: 2}},
		}, r.Columns)

		rows, err := b.Page(t.Context(), r, 0, 100)
		require.NoError(t, err)
		require.Equal(t, [][]any{
			{"007", "12", "1.5"},
			{"", nil, nil},
			{"a,\"b\"\nc", "-9223372036854775808", "12345678901234567890123456789.25"},
		}, cells(rows))
		require.Equal(t, "campaign_id,reach,spend\n007,12,1.5\n\"\",,\n\"a,\"\"b\"\"\nc\",-9223372036854775808,12345678901234567890123456789.25\n",
			b.export(t, r, ExportParams{Format: CSV}))
		require.JSONEq(t, `[{"campaign_id":"007","reach":12,"spend":1.5},{"campaign_id":"","reach":null,"spend":null},
		{"campaign_id":"a,\"b\"\nc","reach":"-9223372036854775808","spend":"12345678901234567890123456789.25"}]`,
			b.export(t, r, ExportParams{Format: JSON}))
	})
}

func TestIngestStoresAColumnAsTextWhenItsTypeWouldChangeAValue(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		declared string
		values   []string
		want     Kind
	}{
		{"LONG", []string{"1", "-2", "0"}, Integer},
		{"LONG", []string{"1", "007"}, Text},
		{"LONG", []string{"9223372036854775808"}, Text},
		{"LONG", []string{"1.0"}, Text},
		{"DECIMAL", []string{"1.50", "2.00"}, Decimal},
		{"DECIMAL", []string{"1.5", "2.25", "3"}, Decimal},
		{"DECIMAL", []string{"1.50", "2"}, Text},
		{"DECIMAL", []string{"1E-7"}, Text},
		{"DECIMAL", []string{strings.Repeat("9", 39)}, Text},
		{"DOUBLE", []string{"0.1", "3", "460.2142"}, Double},
		{"DOUBLE", []string{"0.1", "3.0", "-0.0"}, Double},
		{"DOUBLE", []string{"3", "4.0"}, Text},
		{"DOUBLE", []string{"1e999"}, Text},
		{"DOUBLE", []string{"NaN"}, Text},
		{"BOOLEAN", []string{"true", "false"}, Boolean},
		{"BOOLEAN", []string{"TRUE"}, Text},
		{"DATE", []string{"2024-02-29"}, Date},
		{"DATE", []string{"2023-02-29"}, Text},
		{"TIMESTAMP", []string{"2025-06-02T14:05:13.640Z"}, Timestamp},
		{"TIMESTAMP", []string{"2025-06-02T14:05:13Z", "0001-01-01T00:00:00Z"}, Timestamp},
		{"TIMESTAMP", []string{"2025-06-02T14:05:13Z", "2025-06-02T14:05:13.640Z"}, Text},
		{"ARRAY", []string{"[1, 2]"}, Text},
		{"SOMETHING_NEW", []string{"x"}, Text},
	} {
		t.Run(test.declared+" "+strings.Join(test.values, " "), func(t *testing.T) {
			t.Parallel()
			b := setup(t, Config{})
			body := "v\n" + quoteLines(test.values)
			r, err := b.ingest(t.Context(), []Declared{{Name: "v", Type: test.declared}}, text(body))
			require.NoError(t, err)
			require.Equal(t, test.want, r.Columns[0].Encoding.Kind)
			require.Equal(t, body, b.export(t, r, ExportParams{Format: CSV, Raw: true}))
		})
	}
}

func quoteLines(values []string) string {
	var out strings.Builder
	for _, v := range values {
		if strings.Contains(v, ",") {
			v = `"` + v + `"`
		}
		out.WriteString(v + "\n")
	}
	return out.String()
}

func TestIngestOfHeaderOnlyIsAnEmptyResult(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		r, err := b.ingest(t.Context(), declared, text("\ufeffcampaign_id,reach,spend\n"))
		require.NoError(t, err)
		require.Zero(t, r.RowCount)
		require.Len(t, r.Columns, 3)
		require.Equal(t, "campaign_id,reach,spend\n", b.export(t, r, ExportParams{Format: CSV}))
		require.JSONEq(t, "[]", b.export(t, r, ExportParams{Format: JSON}))
		rows, err := b.Page(t.Context(), r, 0, 10)
		require.NoError(t, err)
		require.Empty(t, rows)
	})
}

func TestIngestReadsGzip(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := io.WriteString(w, "a\nx\n")
	require.NoError(t, err)
	require.NoError(t, w.Close())
	b := setup(t, Config{})
	r, err := b.ingest(t.Context(), nil, file{bytes.NewReader(packed.Bytes()), int64(packed.Len())})
	require.NoError(t, err)
	require.EqualValues(t, 1, r.RowCount)

	half := packed.Bytes()[:packed.Len()-6]
	_, err = b.ingest(t.Context(), nil, file{bytes.NewReader(half), -1})
	require.ErrorIs(t, err, ErrTruncated)
}

func TestIngestRefusesWhatItWouldHaveToGuess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, want string }{
		"ragged row":              {"campaign_id,reach,spend\na,1,2\nb,1\n", "result file 1, row 2: 2 values where the header has 3"},
		"too many values":         {"campaign_id,reach,spend\na,1,2,3\n", "row 1: 4 values where the header has 3"},
		"invalid UTF-8":           {"campaign_id,reach,spend\n\xff,1,2\n", "row 1: invalid UTF-8"},
		"invalid UTF-8 in quotes": {"campaign_id,reach,spend\n\"\xff\",1,2\n", "row 1: invalid UTF-8"},
		"open quote":              {"campaign_id,reach,spend\n\"a,1,2\n", "row 1: a quote is never closed"},
		"text after quote":        {"campaign_id,reach,spend\n\"a\"b,1,2\n", "row 1: text after a closing quote"},
		"blank line inside":       {"campaign_id,reach,spend\n\na,1,2\n", "row 2"},
		"another header":          {"campaign_id,clicks,spend\n", `header: column "clicks" of the header is not one Amazon declared`},
		"short header":            {"campaign_id\n", "header: the header has 1 columns, Amazon declared 3"},
		"nothing":                 {"", "header: the file is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, Config{})
			_, err := b.ingest(t.Context(), declared, text(test.body))
			var bad *MalformedError
			require.ErrorAs(t, err, &bad)
			require.ErrorContains(t, err, test.want)
			require.Zero(t, b.blobs(t))
		})
	}
}

func TestIngestRefusesASecondPartWithAnotherHeader(t *testing.T) {
	t.Parallel()
	_, err := setup(t, Config{}).ingest(t.Context(), nil, text("a,b\n1,2\n"), text("b,a\n1,2\n"))
	require.ErrorContains(t, err, "result file 2, header: the header differs")
}

func TestIngestNoticesAHalfBody(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		for _, body := range []string{"a,b\n1,2\n", "a,b\n1,2\n3", "a,b\n\"x"} {
			_, err := b.ingest(t.Context(), nil, file{strings.NewReader(body), 100})
			require.ErrorIs(t, err, ErrTruncated, body)
		}
		_, err := b.ingest(t.Context(), nil)
		require.ErrorIs(t, err, ErrTruncated)
		require.Zero(t, b.blobs(t))
	})
}

func TestIngestRefusesAnEndlessResult(t *testing.T) {
	t.Parallel()
	_, err := setup(t, Config{MaxBytes: 1000}).ingest(t.Context(), nil, text("a\n"+strings.Repeat("x\n", 1000)))
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestIngestEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	stop := errors.New("lease lost")
	cancel(stop)
	_, err := setup(t, Config{}).ingest(ctx, nil, text("a\n"+strings.Repeat("x\n", 10_000)))
	require.Error(t, err)
	require.True(t, errors.Is(err, stop) || errors.Is(err, context.Canceled), err)
}

func TestDiscardRemovesTheFile(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		r, err := b.ingest(t.Context(), nil, text("a\nx\n"))
		require.NoError(t, err)
		require.Equal(t, 1, b.blobs(t))
		require.NoError(t, b.Discard(t.Context(), r))
		require.Zero(t, b.blobs(t))
	})
}

func TestHostileNamesAndValuesAreOnlyData(t *testing.T) {
	t.Parallel()
	b := setup(t, Config{})
	name, value := "a') --\"; DROP", `'); ATTACH '/etc/passwd'; --`
	body := fmt.Sprintf("%s,%s\n%s,\u202eevil😀\n", csvQuote(name), csvQuote(name), csvQuote(value))
	r, err := b.ingest(t.Context(), nil, text(body))
	require.NoError(t, err)
	rows, err := b.Page(t.Context(), r, 0, 1)
	require.NoError(t, err)
	require.Equal(t, [][]any{{value, "\u202eevil😀"}}, cells(rows))
	require.Contains(t, b.export(t, r, ExportParams{Format: JSON}), `DROP (2)":"`)
}

func csvQuote(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
