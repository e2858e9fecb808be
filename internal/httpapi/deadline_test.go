package httpapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// heldWriter remembers the deadlines it is given.
type heldWriter struct {
	*httptest.ResponseRecorder
	writes, reads []time.Time
	atWrite       []time.Time // the deadline at each write and flush
}

// SetWriteDeadline is what http.ResponseController looks for.
func (w *heldWriter) SetWriteDeadline(at time.Time) error {
	w.writes = append(w.writes, at)
	return nil
}

// SetReadDeadline is what http.ResponseController looks for.
func (w *heldWriter) SetReadDeadline(at time.Time) error {
	w.reads = append(w.reads, at)
	return nil
}

// Write implements http.ResponseWriter.
func (w *heldWriter) Write(p []byte) (int, error) {
	w.atWrite = append(w.atWrite, w.writes[len(w.writes)-1])
	return w.ResponseRecorder.Write(p)
}

// Flush implements http.Flusher.
func (w *heldWriter) Flush() { w.atWrite = append(w.atWrite, w.writes[len(w.writes)-1]) }

func TestEachWriteHasADeadlineAndSilenceNone(t *testing.T) {
	t.Parallel()
	w := &heldWriter{ResponseRecorder: httptest.NewRecorder()}
	bounded(http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		_, err := out.Write([]byte("a"))
		require.NoError(t, err)
		require.True(t, w.writes[len(w.writes)-1].IsZero(), "a stream may be silent for as long as it likes")
		require.NoError(t, http.NewResponseController(out).Flush())
		require.True(t, w.writes[len(w.writes)-1].IsZero())
	})).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Len(t, w.atWrite, 2)
	for _, at := range append(w.atWrite, w.writes[len(w.writes)-1]) {
		require.WithinDuration(t, time.Now().Add(writeWithin), at, writeWithin/2)
	}
	require.Empty(t, w.reads, "there is no body to wait for")
}

func TestABodyHasADeadlineUntilItIsRead(t *testing.T) {
	t.Parallel()
	w := &heldWriter{ResponseRecorder: httptest.NewRecorder()}
	bounded(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		body, problem := readBody(out, r, usualBody)
		require.Nil(t, problem)
		require.Equal(t, "{}", string(body))
	})).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader("{}")))
	require.Len(t, w.reads, 3)
	require.WithinDuration(t, time.Now().Add(bodyWithin), w.reads[1], bodyWithin/2)
	require.True(t, w.reads[2].IsZero(), "a deadline that stays would break off a slow handler")
}
