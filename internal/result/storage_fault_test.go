package result

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// breakOff breaks the connection off.
func breakOff() { panic(http.ErrAbortHandler) }

// send uploads so many parts and a bit as the file of a result.
func (b bundle) send(ctx context.Context, t *testing.T, parts int) (*Result, []byte, error) {
	t.Helper()
	content := make([]byte, parts*uploadPart+1000)
	_, _ = rand.Read(content)
	r := &Result{ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: "i1", BlobKey: "i1/a.sealed", KeyID: "k1", Bytes: int64(len(content))}
	_, with, err := b.keys.Sealing(ctx, r.InstanceID)
	require.NoError(t, err)
	to, err := b.beginUpload(ctx, r, with)
	require.NoError(t, err)
	if _, err := to.Write(content); err != nil {
		to.abandon()
		return r, content, err
	}
	_, r.Checksum, err = to.end(ctx)
	return r, content, err
}

func isPart(r *http.Request) bool {
	return r.Method == http.MethodPut && r.URL.Query().Has("partNumber")
}

func TestALargeFileIsSentInPartsWithBoundedMemory(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	var now, most, longest, parts atomic.Int64
	s.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if !isPart(r) {
			return false
		}
		parts.Add(1)
		raise(&most, now.Add(1))
		raise(&longest, r.ContentLength)
		defer now.Add(-1)
		s.inner.ServeHTTP(w, r)
		return true
	})
	b := s.setup(t)
	r, _, err := b.send(t.Context(), t, 3)
	require.NoError(t, err)
	require.EqualValues(t, 4, parts.Load())
	require.LessOrEqual(t, most.Load(), int64(uploadsAtOnce))
	require.LessOrEqual(t, longest.Load(), int64(uploadPart+1<<10)) // a checksum may trail
	require.NoError(t, b.download(t.Context(), r, t.TempDir()+"/a", func(int64) {}))
	require.Zero(t, s.uploads(t))
}

func raise(most *atomic.Int64, to int64) {
	for old := most.Load(); to > old && !most.CompareAndSwap(old, to); old = most.Load() {
	}
}

func TestAnUploadThatIsCutGoesOnOrLeavesNothing(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	var once sync.Once
	var always atomic.Bool
	s.spoil(func(_ http.ResponseWriter, r *http.Request) bool {
		broken := func() {
			_, _ = io.CopyN(io.Discard, r.Body, 1<<20)
			breakOff()
		}
		if isPart(r) && r.URL.Query().Get("partNumber") == "2" {
			once.Do(broken)
			if always.Load() {
				broken()
			}
		}
		return false
	})
	_, _, err := b.send(t.Context(), t, 2)
	require.NoError(t, err, "one part is sent again")
	require.Equal(t, 1, b.blobs(t))
	require.NoError(t, b.Drop(t.Context(), "i1/a.sealed"))

	always.Store(true)
	_, _, err = b.send(t.Context(), t, 2)
	require.ErrorIs(t, err, ErrStorageAway)
	require.Zero(t, b.blobs(t))
	require.Zero(t, s.uploads(t), "nothing half stored")
}

func TestAnUploadThatIsGivenUpLeavesNothing(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.spoil(func(_ http.ResponseWriter, r *http.Request) bool {
		if isPart(r) && r.URL.Query().Get("partNumber") == "2" {
			cancel()
			breakOff()
		}
		return false
	})
	_, _, err := b.send(ctx, t, 2)
	require.Error(t, err)
	require.Equal(t, fault.Internal, fault.KindOf(err), "storage is not to blame")
	require.Zero(t, b.blobs(t))
	require.Zero(t, s.uploads(t))
}

func TestStorageThatAnswersWithErrorsIsAwayAndNothingIsLost(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	s.spoil(func(w http.ResponseWriter, _ *http.Request) bool {
		refuse(w, http.StatusInternalServerError, "InternalError")
		return true
	})
	_, err := b.ingest(t.Context(), nil, text("a\n1\n"))
	require.ErrorIs(t, err, ErrStorageAway)
	require.NotEmpty(t, fault.Of(err).Next)
	s.spoil(nil)
	require.Zero(t, b.blobs(t))

	var failed atomic.Bool
	s.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut || failed.Swap(true) {
			return false
		}
		refuse(w, http.StatusInternalServerError, "InternalError")
		return true
	})
	_, err = b.ingest(t.Context(), nil, text("a\n1\n"))
	require.NoError(t, err, "one error is tried again")
}

// The storage has the file, and its answer does not arrive.
func TestAnAnswerThatIsLostLeavesNoFile(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	s.spoil(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			s.inner.ServeHTTP(httptest.NewRecorder(), r)
			breakOff()
		}
		return false
	})
	_, err := b.ingest(t.Context(), nil, text("a\n1\n"))
	require.ErrorIs(t, err, ErrStorageAway)
	require.Zero(t, b.blobs(t))
}

func TestOtherBytesThanWereWrittenAreNoticedAndRemoved(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	s.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || r.URL.Query().Has("list-type") {
			return false
		}
		answer := httptest.NewRecorder()
		s.inner.ServeHTTP(answer, r)
		content := answer.Body.Bytes()
		content[len(content)/2] ^= 1
		_, _ = w.Write(content)
		return true
	})
	_, err := b.ingest(t.Context(), nil, text("a\n1\n"))
	require.ErrorIs(t, err, errStored)
	require.Zero(t, b.blobs(t))
}

func TestADownloadThatBreaksOffIsFetchedAgain(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	r := b.canaries(t)
	var breaks atomic.Int64
	s.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet || breaks.Add(-1) < 0 {
			return false
		}
		answer := httptest.NewRecorder()
		s.inner.ServeHTTP(answer, r)
		w.Header().Set("Content-Length", answer.Header().Get("Content-Length"))
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
		_ = http.NewResponseController(w).Flush() // else nothing of it goes out
		breakOff()
		return true
	})
	breaks.Store(downloads - 1)
	b.cache.purge(func(string) bool { return true })
	_, err := b.Page(t.Context(), r, 0, 10)
	require.NoError(t, err)

	breaks.Store(downloads)
	b.cache.purge(func(string) bool { return true })
	_, err = b.Page(t.Context(), r, 0, 10)
	require.ErrorIs(t, err, ErrStorageAway)
	require.NotErrorIs(t, err, ErrCorrupt, "what is stored is whole")
}

func TestStuckStorageIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	ends := make(chan struct{})
	defer close(ends)
	s.spoil(func(_ http.ResponseWriter, r *http.Request) bool {
		select {
		case <-ends:
		case <-r.Context().Done():
		}
		return true
	})
	once := func(o *s3.Options) { o.Retryer = aws.NopRetryer{} }
	b := setupOn(t, t.TempDir(), s.open(t, 50*time.Millisecond, once), Config{})
	_, err := b.ingest(t.Context(), nil, text("a\n1\n"))
	require.ErrorIs(t, err, ErrStorageAway)
	require.ErrorIs(t, b.CheckStorage(t.Context()), ErrStorageAway)
	s.spoil(nil)
	require.Zero(t, s.setup(t).blobs(t))
}

func TestTheStartSaysWhatIsWrongWithStorage(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	require.NoError(t, b.CheckStorage(t.Context()))
	require.Zero(t, b.blobs(t), "the try leaves nothing")

	stranger := func(o *s3.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider("stranger", "stranger-canary", "")
	}
	forger := func(o *s3.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider(testKey, "forger-canary", "")
	}
	refused := s.setup(t, stranger)
	_, ingesting := refused.ingest(t.Context(), nil, text("a\n1\n"))
	for name, err := range map[string]error{
		"at start": refused.CheckStorage(t.Context()), "while storing": ingesting,
		"wrong secret": s.forged(t, forger),
	} {
		require.ErrorIs(t, err, ErrStorageRefused, name)
		require.Contains(t, fault.Of(err).Next, "RECOMAMP_BLOB_URL", name)
		require.NotContains(t, err.Error(), "canary", name)
	}

	for _, method := range []string{http.MethodPut, http.MethodGet, http.MethodDelete} {
		s.spoil(func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == method {
				refuse(w, http.StatusForbidden, "AccessDenied")
			}
			return r.Method == method
		})
		err := b.CheckStorage(t.Context())
		require.ErrorIs(t, err, ErrStorageRefused, method)
		require.ErrorContains(t, err, "AccessDenied")
	}
	s.spoil(nil)

	missing := &storage{url: s.url, bucket: "nobody-made-this"}
	none := missing.setup(t)
	require.ErrorIs(t, none.CheckStorage(t.Context()), ErrStorageMissing)
	_, err := none.ingest(t.Context(), nil, text("a\n1\n"))
	require.ErrorIs(t, err, ErrStorageMissing)
}

// forged is the start with a wrong secret. The storage in process knows none, so
// that it is answered for.
func (s *storage) forged(t *testing.T, forger func(*s3.Options)) error {
	t.Helper()
	if _, gateway := s.inner.(*httputil.ReverseProxy); !gateway {
		s.spoil(func(w http.ResponseWriter, _ *http.Request) bool {
			refuse(w, http.StatusForbidden, "SignatureDoesNotMatch")
			return true
		})
		defer s.spoil(nil)
	}
	return s.setup(t, forger).CheckStorage(t.Context())
}

func TestStorageThatIsFullSaysSo(t *testing.T) {
	t.Parallel()
	s := newStorage(t)
	b := s.setup(t)
	s.spoil(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPut {
			refuse(w, http.StatusForbidden, "QuotaExceeded")
		}
		return r.Method == http.MethodPut
	})
	_, err := b.ingest(t.Context(), nil, text("a\n1\n"))
	require.ErrorIs(t, err, ErrStorageFull)
	require.NotErrorIs(t, err, ErrDiskFull, "the disk of this machine has room")
	require.Zero(t, b.blobs(t))
}

func TestTheFilesOfAnInstanceAreDeletedAndNoOthers(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, b bundle) {
		var of []*Result
		for _, instance := range []actor.InstanceID{"i1", "i1", "i1", "i10"} {
			r, err := b.Ingest(t.Context(), IngestParams{ExecutionID: actor.NewID[actor.ExecutionID](), InstanceID: instance, Parts: []Part{text("a\n1\n")}})
			require.NoError(t, err)
			of = append(of, r)
		}
		require.NoError(t, b.Drop(t.Context(), of[0].BlobKey)) // by retention
		require.NoError(t, b.Drop(t.Context(), of[0].BlobKey), "again")
		deleted, err := b.DeleteAll(t.Context(), "i1")
		require.NoError(t, err)
		require.Equal(t, 2, deleted)
		deleted, err = b.DeleteAll(t.Context(), "i1")
		require.NoError(t, err)
		require.Zero(t, deleted)
		_, err = b.Page(t.Context(), of[1], 0, 1)
		require.Error(t, err)
		b.Purge("i10")
		rows, err := b.Page(t.Context(), of[3], 0, 1)
		require.NoError(t, err)
		require.Equal(t, [][]any{{"1"}}, cells(rows))
		require.NoError(t, b.Room())
	})
}
