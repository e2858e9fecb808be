package amc_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

func TestList_EndsAtAnAbsentNullOrEmptyToken(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{"absent": ``, "null": `,"nextToken":null`, "empty": `,"nextToken":""`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Query().Get("nextToken") {
				case "":
					fmt.Fprint(w, `{"workflows":[{"workflowId":"a"},{"workflowId":"b"}],"nextToken":"p/2+"}`)
				case "p/2+":
					fmt.Fprint(w, `{"workflows":[],"nextToken":"p3"}`)
				case "p3":
					fmt.Fprintf(w, `{"workflows":[{"workflowId":"c"}]%s}`, end)
				}
			})
			all, err := collect(instanceOf(t, server).ListWorkflows(t.Context()))
			require.NoError(t, err)
			require.Len(t, all, 3, "an empty page in between is not the end")
			require.Equal(t, "c", all[2].ID)

			requests := server.got()
			require.Len(t, requests, 3)
			for i, token := range []string{"", "p/2+", "p3"} {
				query, err := url.ParseQuery(requests[i].Query)
				require.NoError(t, err)
				require.Equal(t, token, query.Get("nextToken"))
				require.Equal(t, "100", query.Get("limit"))
			}
		})
	}
}

func TestList_StopsWhenPagesGoRoundInACircle(t *testing.T) {
	t.Parallel()
	next := map[string]string{"": "a", "a": "b", "b": "a"}
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"workflows":[{"workflowId":"w"}],"nextToken":%q}`, next[r.URL.Query().Get("nextToken")])
	})
	all, err := collect(instanceOf(t, server).ListWorkflows(t.Context()))
	require.ErrorIs(t, err, amc.ErrPageLoop)
	require.Len(t, all, 3)
	require.Len(t, server.got(), 3)
}

func TestList_AsksForNoPageThatNobodyReads(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(200, `{"workflows":[{"workflowId":"a"},{"workflowId":"b"}],"nextToken":"more"}`))
	for workflow, err := range instanceOf(t, server).ListWorkflows(t.Context()) {
		require.NoError(t, err)
		if workflow.ID == "b" {
			break
		}
	}
	require.Len(t, server.got(), 1)
}

func TestList_CanBeReadAgain(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("nextToken") == "" {
			fmt.Fprint(w, `{"schedules":[{"scheduleId":"a"}],"nextToken":"2"}`)
			return
		}
		fmt.Fprint(w, `{"schedules":[{"scheduleId":"b"}]}`)
	})
	sequence := instanceOf(t, server).ListSchedules(t.Context())
	for range 2 {
		all, err := collect(sequence)
		require.NoError(t, err)
		require.Len(t, all, 2)
	}
}

func TestList_AnErrorEndsIt(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("nextToken") == "" {
			fmt.Fprint(w, `{"dataSources":[{"dataSourceId":"a"}],"nextToken":"2"}`)
			return
		}
		answerWith(403, `{"code":"403","details":"Unauthorized request."}`)(w, r)
	})
	var sources, failures int
	for _, err := range instanceOf(t, server).ListDataSources(t.Context()) {
		if err != nil {
			failures++
			continue
		}
		sources++
	}
	require.Equal(t, 1, sources)
	require.Equal(t, 1, failures)
}

func TestIDs_AreEscapedAndNeverEmpty(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(200, `{"workflowId":"a b/c"}`))
	instance := instanceOf(t, server)
	_, err := instance.GetWorkflow(t.Context(), "a b/c?d")
	require.NoError(t, err)
	require.Equal(t, "/amc/reporting/"+instanceID+"/workflows/a%20b%2Fc%3Fd", server.got()[0].Path)

	for _, id := range []string{"", ".", ".."} {
		require.ErrorIs(t, instance.DeleteWorkflow(t.Context(), id), amc.ErrInvalidID)
	}
	require.Len(t, server.got(), 1)
}
