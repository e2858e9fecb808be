package amc_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

const resultCSV = "campaign,reach\nspring,1200\nsummer,\n"

func zipped(t *testing.T, content string) []byte {
	t.Helper()
	var buffer bytes.Buffer
	writer := gzip.NewWriter(&buffer)
	_, err := io.WriteString(writer, content)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	return buffer.Bytes()
}

func readAll(t *testing.T, download *amc.Download) (string, error) {
	t.Helper()
	content, err := io.ReadAll(download)
	require.NoError(t, download.Close())
	return string(content), err
}

func TestDownload_IsAPlainGetWithoutAmazonsHeaders(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(200, resultCSV))
	download, err := clientOf(t, server.URL).Download(t.Context(), server.URL+"/results/a.csv?X-Amz-Signature=s%2F1")
	require.NoError(t, err)
	content, err := readAll(t, download)
	require.NoError(t, err)
	require.Equal(t, resultCSV, content)
	require.EqualValues(t, len(resultCSV), download.Size)
	require.EqualValues(t, len(resultCSV), download.Received())

	request := server.got()[0]
	require.Equal(t, "X-Amz-Signature=s%2F1", request.Query, "a signature is sent as it is")
	for name := range request.Header {
		require.NotContains(t, name, "Amazon")
	}
	require.Empty(t, request.Header.Get("Authorization"))
}

func TestDownload_UndoesGzipHoweverItIsTold(t *testing.T) {
	t.Parallel()
	body := zipped(t, resultCSV)
	for name, header := range map[string]string{"encoding told": "gzip", "encoding not told": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if header != "" {
					w.Header().Set("Content-Encoding", header)
				}
				_, _ = w.Write(body)
			})
			download, err := clientOf(t, server.URL).Download(t.Context(), server.URL)
			require.NoError(t, err)
			content, err := readAll(t, download)
			require.NoError(t, err)
			require.Equal(t, resultCSV, content)
			require.EqualValues(t, len(body), download.Received())
		})
	}
	t.Run("told but already undone", func(t *testing.T) {
		t.Parallel()
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			answerWith(200, resultCSV)(w, r)
		})
		download, err := clientOf(t, server.URL).Download(t.Context(), server.URL)
		require.NoError(t, err)
		content, err := readAll(t, download)
		require.NoError(t, err)
		require.Equal(t, resultCSV, content)
	})
}

func TestDownload_TellsAnEmptyFileFromATruncatedOne(t *testing.T) {
	t.Parallel()
	body := zipped(t, resultCSV)
	for name, c := range map[string]struct {
		answer    http.HandlerFunc
		truncated bool
	}{
		"empty":   {answerWith(200, ""), false},
		"one row": {answerWith(200, "x"), false},
		"short of its length": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(resultCSV)+1))
			_, _ = io.WriteString(w, resultCSV)
		}, true},
		"chunks cut": {func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, resultCSV)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}, true},
		"gzip cut":      {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body[:len(body)-5]) }, true},
		"gzip head cut": {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body[:4]) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, c.answer)
			download, err := clientOf(t, server.URL, onlyOnce).Download(t.Context(), server.URL)
			if err == nil {
				_, err = readAll(t, download)
			}
			if c.truncated {
				require.ErrorIs(t, err, amc.ErrTruncated)
			} else {
				require.NoError(t, err)
			}
		})
	}
}

func TestDownload_ExpiredLinkIsToldWithoutTheLink(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(403, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>`))
	_, err := clientOf(t, server.URL).Download(t.Context(), server.URL+"/a.csv?X-Amz-Signature=secret")
	failure := failureOf(t, err)
	require.True(t, failure.LinkExpired())
	require.False(t, failure.Transient())
	require.NotContains(t, fmt.Sprintf("%v %+v", err, failure), "secret")
	require.Len(t, server.got(), 1)
}

func TestDownload_NetworkErrorHidesTheLink(t *testing.T) {
	t.Parallel()
	server := serve(t, dropConnection)
	_, err := clientOf(t, server.URL, onlyOnce).Download(t.Context(), server.URL+"/a.csv?X-Amz-Signature=secret")
	require.True(t, failureOf(t, err).Transient())
	require.NotContains(t, err.Error(), "secret")

	_, err = clientOf(t, "https://amc.example").Download(t.Context(), "nonsense-secret")
	require.ErrorIs(t, err, amc.ErrInvalidRequest)
	require.NotContains(t, err.Error(), "secret")
}

func TestDownload_OpensAgainAfterATransientAnswer(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if tries.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		answerWith(200, resultCSV)(w, r)
	})
	download, err := clientOf(t, server.URL).Download(t.Context(), server.URL)
	require.NoError(t, err)
	content, err := readAll(t, download)
	require.NoError(t, err)
	require.Equal(t, resultCSV, content)
}

// drip gives its chunks with a pause before each.
type drip struct {
	ctx    context.Context
	pause  time.Duration
	chunks []string
}

func (d *drip) Read(p []byte) (int, error) {
	select {
	case <-time.After(d.pause):
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
	if len(d.chunks) == 0 {
		return 0, io.EOF
	}
	n := copy(p, d.chunks[0])
	d.chunks = d.chunks[1:]
	return n, nil
}

func TestDownload_EndsWhenNothingComesButNotBecauseItIsSlow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pause   time.Duration
		stalled bool
	}{"slow": {50 * time.Second, false}, "stalled": {61 * time.Second, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				transport := roundTripper(func(r *http.Request) (*http.Response, error) {
					body := &drip{r.Context(), c.pause, []string{"campaign,reach\n", "spring,", "1200\n"}}
					return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: -1}, nil
				})
				client := clientOf(t, "https://amc.example", onlyOnce, func(c *amc.Config) { c.HTTPClient = &http.Client{Transport: transport} })
				download, err := client.Download(t.Context(), "https://amc.example/a.csv")
				if err == nil {
					<-time.After(time.Hour) // a reader may take its time
					_, err = readAll(t, download)
				}
				if c.stalled {
					require.ErrorIs(t, err, amc.ErrStalled)
				} else {
					require.NoError(t, err)
				}
			})
		})
	}
}
