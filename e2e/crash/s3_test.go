package crash_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/httpapi"
)

// What build/with-s3.sh starts its gateway with, and names it by.
const (
	gatewayVariable = "RECOMAMP_TEST_S3_URL"
	gatewayKey      = "recomamp-test"
	gatewaySecret   = "recomamp-test-secret"
)

// gateway is a bucket of a real S3 gateway.
type gateway struct {
	url, bucket string
	client      *s3.Client
}

func newGateway(t *testing.T) *gateway {
	t.Helper()
	g := &gateway{url: os.Getenv(gatewayVariable), bucket: "served-" + uuid.NewString()}
	if g.url == "" {
		t.Skip("needs an S3 gateway: make test/s3")
	}
	g.client = s3.New(s3.Options{
		Region: "us-east-1", BaseEndpoint: &g.url, UsePathStyle: true, Credentials: credentials.NewStaticCredentialsProvider(gatewayKey, gatewaySecret, ""),
	})
	_, err := g.client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: &g.bucket})
	require.NoError(t, err)
	return g
}

// settings are those with which the program keeps its results there.
func (g *gateway) settings() []string {
	return []string{
		"RECOMAMP_BLOB_URL=s3://" + g.bucket + "?region=us-east-1&use_path_style=true&endpoint=" + url.QueryEscape(g.url),
		"AWS_ACCESS_KEY_ID=" + gatewayKey, "AWS_SECRET_ACCESS_KEY=" + gatewaySecret,
	}
}

// objects are those of an instance, by their keys.
func (g *gateway) objects(t *testing.T, instance actor.InstanceID) map[string]string {
	t.Helper()
	list, err := g.client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &g.bucket, Prefix: aws.String(string(instance) + "/")})
	require.NoError(t, err)
	found := map[string]string{}
	for _, object := range list.Contents {
		got, err := g.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: &g.bucket, Key: object.Key})
		require.NoError(t, err)
		content, err := io.ReadAll(got.Body)
		require.NoError(t, err)
		require.NoError(t, got.Body.Close())
		found[*object.Key] = string(content)
	}
	return found
}

// The program with its results in a bucket: they are stored, read, put in
// order, given out, still there after a kill, and gone with their client.
func TestServeWithResultsInS3(t *testing.T) {
	t.Parallel()
	g, dir := newGateway(t), t.TempDir()
	w := newWorld(t, place{dir: dir, env: g.settings()})
	instances, err := w.client.Instances(t.Context())
	require.NoError(t, err)
	of := func(amazon string) httpapi.Instance {
		at := slices.IndexFunc(instances, func(i httpapi.Instance) bool { return i.AmazonID == amazon })
		require.GreaterOrEqual(t, at, 0)
		return instances[at]
	}
	leaver := of(w.instances[0])
	other := slices.IndexFunc(w.instances, func(amazon string) bool { return of(amazon).Client.ID != leaver.Client.ID })
	require.Positive(t, other)
	stays := of(w.instances[other])

	id := w.submit(t, leaver.AmazonID, "leaves")
	kept := w.submit(t, stays.AmazonID, "remains")
	w.succeeds(t, moment{mark: "leaves", id: id})
	w.succeeds(t, moment{mark: "remains", id: kept})
	rows := w.exported(t, id)
	require.Greater(t, len(rows), 2)
	require.Equal(t, rows, w.rows(t, id, ""))
	require.Equal(t, inOrder(rows), w.rows(t, id, `{"sort":[{"column":"c1","descending":true},{"column":"c0"}]}`))

	require.Empty(t, glob(t, filepath.Join(dir, "results", "*")), "nothing is kept in the data folder")
	stored := g.objects(t, leaver.ID)
	require.Len(t, stored, 1)
	for _, content := range stored {
		require.NotContains(t, content, "PAR1", "it is sealed")
	}

	w.server.kill() // and with it all that was unsealed
	w.server.start(t)
	require.Equal(t, rows, w.rows(t, id, ""))
	require.Equal(t, rows, w.exported(t, id))

	_, err = w.client.BeginOffBoarding(t.Context(), string(leaver.Client.ID), apiclient.OffBoard{Confirm: leaver.Client.Name, Reason: "left"})
	require.NoError(t, err)
	until(t, "the client has left", func(ctx context.Context) (bool, error) {
		found, err := w.client.OffBoarding(ctx, string(leaver.Client.ID))
		return err == nil && found.State == "destroyed", fmt.Errorf("%s: %w", found.State, err)
	})
	require.Empty(t, g.objects(t, leaver.ID))
	require.Len(t, g.objects(t, stays.ID), 1, "others' results stay")
	require.NotEmpty(t, w.rows(t, kept, ""))
}

// exported are the rows of a CSV export.
func (w *world) exported(t *testing.T, id actor.ExecutionID) [][]string {
	t.Helper()
	export, err := w.client.Export(t.Context(), id, apiclient.ExportChoice{Format: "csv", AsStored: true}, nil)
	require.NoError(t, err)
	defer export.Close()
	rows, err := csv.NewReader(export).ReadAll()
	require.NoError(t, err)
	return rows[1:]
}

// rows are those of a view of a result, as the grid asks for them.
func (w *world) rows(t *testing.T, id actor.ExecutionID, view string) (rows [][]string) {
	t.Helper()
	address := w.server.url() + "/api/v1/executions/" + string(id) + "/rows?limit=10000&view=" + url.QueryEscape(view)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+w.token())
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, "%s", content)
	var page struct{ Rows [][]string }
	require.NoError(t, json.Unmarshal(content, &page))
	return page.Rows
}

// inOrder are rows by their second column, a number, the greatest first, and then by their first.
func inOrder(rows [][]string) [][]string {
	number := func(row []string) int {
		n, _ := strconv.Atoi(row[1])
		return n
	}
	return slices.SortedFunc(slices.Values(rows), func(a, b []string) int {
		if n := number(b) - number(a); n != 0 {
			return n
		}
		if a[0] < b[0] {
			return -1
		}
		return 1
	})
}
