package amcsandbox_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/amcsandbox"
)

const reachSQL = "SELECT campaign, COUNT(DISTINCT user_id) AS reach, SUM(impressions) AS impressions\nFROM dsp_impressions GROUP BY campaign"

func read(t *testing.T, client *amc.Client, link string) string {
	t.Helper()
	download, err := client.Download(t.Context(), link)
	require.NoError(t, err)
	defer download.Close()
	content, err := io.ReadAll(download)
	require.NoError(t, err)
	return string(content)
}

func lastMonth(server *amcsandbox.Server) amc.Window {
	end := server.Now().AddDate(0, 0, -3)
	return amc.ExplicitWindow(amc.LocalDate(end.Year(), end.Month()-1, end.Day()), amc.LocalDate(end.Year(), end.Month(), end.Day()), "America/New_York")
}

func TestInlineExecutionRunsAndGivesRows(t *testing.T) {
	t.Parallel()
	server := amcsandbox.Start(t)
	server.WaitReady(t)
	instance := instanceOf(t, server, standard())
	created, err := instance.CreateExecution(t.Context(), amc.ExecutionRequest{
		Workflow: &amc.Workflow{SQLQuery: reachSQL}, Window: lastMonth(server),
	})
	require.NoError(t, err)
	require.Equal(t, "PENDING", string(created.Status))
	require.Regexp(t, `^transient_`, created.WorkflowID)
	done, err := instance.GetExecution(t.Context(), created.ID)
	require.NoError(t, err)
	require.Equal(t, "SUCCEEDED", string(done.Status), done.StatusReason)
	require.Len(t, done.OutputColumns, 3)
	urls, err := instance.GetDownloadURLs(t.Context(), created.ID)
	require.NoError(t, err)
	require.Len(t, urls.Results, 1)
	client := clientOf(t, server)
	content := read(t, client, urls.Results[0])
	require.Regexp(t, `^campaign,reach,impressions\n.+,\d+,\d+\n`, content)
	require.Contains(t, read(t, client, urls.Metadata[0]), "dsp_impressions")

	server.Advance(10 * time.Minute)
	_, err = client.Download(t.Context(), urls.Results[0])
	var expired *amc.Error
	require.ErrorAs(t, err, &expired)
	require.True(t, expired.LinkExpired())
	require.Equal(t, http.StatusForbidden, expired.Status)
}
