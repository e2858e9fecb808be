package result

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/uuid"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
)

const (
	// gatewayVariable names a real gateway to the tests, instead of the one in
	// process (build/with-s3.sh).
	gatewayVariable = "RECOMAMP_TEST_S3_URL"
	// What lets the tests in; build/with-s3.sh starts the gateway with the same.
	testKey, testSecret = "recomamp-test", "recomamp-test-secret"
)

// everywhere runs a test with results in a folder and in S3.
func everywhere(t *testing.T, try func(t *testing.T, b bundle)) {
	t.Helper()
	onEach(t, func(t *testing.T, fresh func(t *testing.T) bundle) { try(t, fresh(t)) })
}

// onEach runs a test on each kind of storage, which it makes as often as it needs it.
func onEach(t *testing.T, try func(t *testing.T, fresh func(t *testing.T) bundle)) {
	t.Helper()
	for name, fresh := range map[string]func(t *testing.T) bundle{
		"folder": func(t *testing.T) bundle { t.Helper(); return setup(t, Config{}) },
		"s3":     func(t *testing.T) bundle { t.Helper(); return newStorage(t).setup(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			try(t, fresh)
		})
	}
}

// storage is an S3 on this machine, with a bucket of the test's own.
type storage struct {
	url, bucket string
	client      *s3.Client
	inner       http.Handler
	// spoils answers in the place of the storage, or not.
	spoils atomic.Pointer[func(w http.ResponseWriter, r *http.Request) (answered bool)]
}

func newStorage(t *testing.T) *storage {
	t.Helper()
	s := &storage{bucket: "results-" + uuid.NewString(), inner: gofakes3.New(s3mem.New()).Server()}
	if gateway := os.Getenv(gatewayVariable); gateway != "" {
		target, err := url.Parse(gateway)
		require.NoError(t, err)
		s.inner = &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		}}
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	bucket := s.open(t, stall)
	require.True(t, bucket.As(&s.client))
	_, err := s.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &s.bucket})
	require.NoError(t, err)
	require.NoError(t, bucket.Close())
	return s
}

func (s *storage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if spoil := s.spoils.Load(); spoil != nil && (*spoil)(w, r) {
		return
	}
	if !strings.Contains(r.Header.Get("Authorization"), "Credential="+testKey+"/") {
		refuse(w, http.StatusForbidden, "InvalidAccessKeyId")
		return
	}
	s.inner.ServeHTTP(w, r)
}

// spoil has requests answered by try, those that it answers; nil ends it.
func (s *storage) spoil(try func(w http.ResponseWriter, r *http.Request) bool) {
	if try == nil {
		s.spoils.Store(nil)
		return
	}
	s.spoils.Store(&try)
}

// refuse answers with an error of S3.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
}

// open opens the bucket as the program does.
func (s *storage) open(t *testing.T, patience time.Duration, more ...func(*s3.Options)) *blob.Bucket {
	t.Helper()
	address, err := url.Parse(fmt.Sprintf("s3://%s?region=us-east-1&use_path_style=true&endpoint=%s", s.bucket, url.QueryEscape(s.url)))
	require.NoError(t, err)
	signed := func(o *s3.Options) { o.Credentials = credentials.NewStaticCredentialsProvider(testKey, testSecret, "") }
	bucket, err := openS3(t.Context(), address, patience, append([]func(*s3.Options){signed}, more...)...)
	require.NoError(t, err)
	return bucket
}

func (s *storage) setup(t *testing.T, more ...func(*s3.Options)) bundle {
	t.Helper()
	return setupOn(t, t.TempDir(), s.open(t, stall, more...), Config{})
}

// uploads counts the files that are sent in parts and not whole yet.
func (s *storage) uploads(t *testing.T) int {
	t.Helper()
	found, err := s.client.ListMultipartUploads(t.Context(), &s3.ListMultipartUploadsInput{Bucket: &s.bucket})
	require.NoError(t, err)
	return len(found.Uploads)
}
