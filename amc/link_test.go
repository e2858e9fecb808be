package amc_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

// answers is a transport that counts where it is sent to.
type answers struct {
	sent   atomic.Int32
	answer func(*http.Request) *httptest.ResponseRecorder
}

func (a *answers) RoundTrip(request *http.Request) (*http.Response, error) {
	a.sent.Add(1)
	recorded := httptest.NewRecorder()
	if a.answer != nil {
		recorded = a.answer(request)
	}
	return recorded.Result(), nil
}

func TestDownload_LeadsOnlyWhereResultsAreKept(t *testing.T) {
	t.Parallel()
	for link, allowed := range map[string]bool{
		"https://bucket.s3.amazonaws.com/a.csv?X-Amz-Signature=s3cr3t":     true,
		"https://bucket.s3.eu-west-1.amazonaws.com:443/a.csv":              true,
		"https://BUCKET.S3.AMAZONAWS.COM/a.csv":                            true,
		"https://advertising-api.amazon.com/results/a.csv":                 true, // the API itself
		"http://bucket.s3.amazonaws.com/a.csv?X-Amz-Signature=s3cr3t":      false,
		"http://advertising-api.amazon.com/results/a.csv":                  false,
		"https://bucket.s3.amazonaws.com:8443/a.csv":                       false,
		"https://amazonaws.com/a.csv":                                      false,
		"https://amazonaws.com.evil.example/a.csv?X-Amz-Signature=s3cr3t":  false,
		"https://evilamazonaws.com/a.csv":                                  false,
		"https://evil.example/bucket.s3.amazonaws.com":                     false,
		"https://bucket.s3.amazonaws.com@evil.example/a.csv":               false,
		"https://evil.example\\@bucket.s3.amazonaws.com/a.csv":             false,
		"https://user@bucket.s3.amazonaws.com/a.csv":                       false,
		"https://bucket.s3.amazonaws.com./a.csv":                           false,
		"https://127.0.0.1/a.csv":                                          false,
		"https://169.254.169.254/latest/meta-data":                         false,
		"https://[::1]/a.csv":                                              false,
		"https://10.0.0.1:8484/a.csv":                                      false,
		"https://advertising-api.amazon.com.evil.example/results/a.csv":    false,
		"https://advertising-api.amazon.com:8443/results/a.csv":            false,
		"ftp://bucket.s3.amazonaws.com/a.csv":                              false,
		"https://evil.example/?x=https://bucket.s3.amazonaws.com/s3cr3t":   false,
		"https://evil.example#bucket.s3.amazonaws.com/a.csv?s3cr3t=s3cr3t": false,
	} {
		way := &answers{}
		client := clientOf(t, "https://advertising-api.amazon.com", func(c *amc.Config) { c.HTTPClient = &http.Client{Transport: way} })
		download, err := client.Download(t.Context(), link)
		if allowed {
			require.NoError(t, err, link)
			require.NoError(t, download.Close())
			require.EqualValues(t, 1, way.sent.Load())
			continue
		}
		require.Error(t, err, link)
		require.Zero(t, way.sent.Load(), "%s was sent", link)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
}

func TestDownload_FollowsARedirectOnlyWhereResultsAreKept(t *testing.T) {
	t.Parallel()
	for to, allowed := range map[string]bool{
		"https://bucket.s3.eu-west-1.amazonaws.com/a.csv": true,
		"https://evil.example/a.csv?X-Amz-Signature=x":    false,
		"http://169.254.169.254/latest/meta-data":         false,
	} {
		way := &answers{answer: func(request *http.Request) *httptest.ResponseRecorder {
			recorded := httptest.NewRecorder()
			if request.URL.Host == "bucket.s3.amazonaws.com" {
				http.Redirect(recorded, request, to, http.StatusTemporaryRedirect)
			}
			return recorded
		}}
		client := clientOf(t, "https://advertising-api.amazon.com", func(c *amc.Config) { c.HTTPClient = &http.Client{Transport: way} })
		download, err := client.Download(t.Context(), "https://bucket.s3.amazonaws.com/a.csv")
		if allowed {
			require.NoError(t, err)
			require.NoError(t, download.Close())
			require.EqualValues(t, 2, way.sent.Load())
			continue
		}
		var refused *amc.LinkRefusedError
		require.ErrorAs(t, err, &refused)
		require.EqualValues(t, 1, way.sent.Load(), "it is not followed")
	}
	round := &answers{answer: func(request *http.Request) *httptest.ResponseRecorder {
		recorded := httptest.NewRecorder()
		http.Redirect(recorded, request, "https://bucket.s3.amazonaws.com/again", http.StatusFound)
		return recorded
	}}
	client := clientOf(t, "https://advertising-api.amazon.com", onlyOnce, func(c *amc.Config) { c.HTTPClient = &http.Client{Transport: round} })
	_, err := client.Download(t.Context(), "https://bucket.s3.amazonaws.com/a.csv")
	require.Error(t, err)
	require.Less(t, round.sent.Load(), int32(10))
}

func TestLinkHostsAreWhatIsSet(t *testing.T) {
	t.Parallel()
	way := &answers{}
	client := clientOf(t, "https://advertising-api.amazon.com", func(c *amc.Config) {
		c.HTTPClient, c.LinkHosts = &http.Client{Transport: way}, []string{"files.agency.example:8443", " *.Storage.example"}
	})
	for link, allowed := range map[string]bool{
		"https://files.agency.example:8443/a": true, "https://eu.storage.example/a": true, "https://a.b.storage.example/a": true,
		"https://files.agency.example/a": false, "https://storage.example/a": false, "https://bucket.s3.amazonaws.com/a": false,
	} {
		_, err := client.Download(t.Context(), link)
		require.Equal(t, allowed, err == nil, link)
	}
	for _, wrong := range []string{"", " ", "https://files.example", "files.example/a", "a b", "[", "user@files.example"} {
		_, err := amc.New(amc.Config{BaseURL: "https://amc.example", ClientID: "x", TokenSource: amc.StaticToken("x"), LinkHosts: []string{wrong}})
		require.ErrorContains(t, err, strings.TrimSpace(wrong))
	}
}
