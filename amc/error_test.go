package amc_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

func TestError_ReadsEveryKnownBody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status        int
		body          string
		code, details string
	}{
		"amc":               {400, `{"code":"400","details":"entityId provided is null"}`, "400", "entityId provided is null"},
		"code as a number":  {400, `{"code":400,"details":"bad"}`, "400", "bad"},
		"symbolic code":     {401, `{"code":"UNAUTHORIZED","details":"Not authorized"}`, "UNAUTHORIZED", "Not authorized"},
		"detail, singular":  {422, `{"code":"422","detail":"too long"}`, "422", "too long"},
		"accounts":          {403, `{"message":"Forbidden","requestId":"R"}`, "", "Forbidden"},
		"status reason":     {400, `{"statusReason":"no"}`, "", "no"},
		"subject":           {400, `{"messageSubject":"no such thing"}`, "", "no such thing"},
		"null details":      {500, `{"code":null,"details":null,"message":"Internal"}`, "", "Internal"},
		"object as details": {400, `{"details":{"field":"sqlQuery"}}`, "", `{"field":"sqlQuery"}`},
		"html with a title": {502, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center>openresty</center></body></html>", "", "502 Bad Gateway"},
		"html without one":  {503, "<!DOCTYPE html><html><style>b{}</style><body><b>Busy</b> &amp; gone</body>", "", "Busy & gone"},
		"xml of storage":    {403, "<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>", "AccessDenied", "Request has expired"},
		"plain text":        {500, "upstream\n  went away", "", "upstream went away"},
		"broken json":       {500, `{"code":"500"`, "", `{"code":"500"`},
		"json array":        {500, `["a"]`, "", `["a"]`},
		"empty":             {504, "", "", ""},
		"not utf-8":         {500, "\xff\xfe bad", "", "\ufffd bad"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, answerWith(c.status, c.body))
			_, err := instanceOf(t, server, onlyOnce).GetExecution(t.Context(), executionID)
			failure := failureOf(t, err)
			require.Equal(t, c.status, failure.Status)
			require.Equal(t, c.code, failure.Code)
			require.Equal(t, c.details, failure.Details)
			require.Equal(t, "RID0123456789ABCDEFG", failure.RequestID)
			require.Equal(t, c.body, string(failure.Body))
			require.Contains(t, err.Error(), "GET "+executionsPath+"/"+executionID)
			require.Contains(t, err.Error(), "RID0123456789ABCDEFG")
			require.Contains(t, err.Error(), c.details)
		})
	}
}

func onlyOnce(c *amc.Config) { c.Retry.Tries = 1 }

func TestError_BoundsWhatItKeeps(t *testing.T) {
	t.Parallel()
	server := serve(t, answerWith(400, `{"details":"`+strings.Repeat("ä", 1<<20)+`"}`))
	_, err := instanceOf(t, server).GetExecution(t.Context(), executionID)
	failure := failureOf(t, err)
	require.LessOrEqual(t, len(failure.Body), 16<<10)
	require.LessOrEqual(t, len(failure.Details), 4<<10)
	require.NotContains(t, failure.Details, "\ufffd", "cut between characters")
}

func TestError_Classes(t *testing.T) {
	t.Parallel()
	type class struct {
		throttled, unauthorized, forbidden, notFound, exists, query, notDownloadable, terms, transient bool
	}
	for _, c := range []struct {
		status  int
		details string
		want    class
	}{
		{400, "Workflow execution with ID x does not exist.", class{notFound: true}},
		{404, "Workflow with ID x does not exist", class{notFound: true}},
		{404, "", class{notFound: true}},
		{400, "Workflow with ID weekly-reach already exists.", class{exists: true}},
		{400, "SQL query was invalid: From line 1, column 8 to line 1, column 9: Object 'x' not found", class{query: true}},
		{400, "Was unable to compile workflow w because it was found to be invalid: undeclared parameter p.", class{query: true}},
		{400, "Encountered { at line 8, column 3", class{query: true}},
		{404, "Execution with ID x is unavailable for download.", class{notFound: true, notDownloadable: true}},
		{403, "Terms and conditions must be accepted to continue", class{forbidden: true, terms: true}},
		{401, "Authentication failed", class{unauthorized: true}},
		{403, "Unauthorized request.", class{forbidden: true}},
		{429, "Too Many Requests", class{throttled: true, transient: true}},
		{500, "", class{transient: true}},
		{502, "", class{transient: true}},
		{503, "", class{transient: true}},
		{504, "Endpoint request timed out", class{transient: true}},
		{410, "", class{}},
		{501, "", class{}},
		{422, "", class{}},
	} {
		t.Run(fmt.Sprint(c.status, " ", c.details), func(t *testing.T) {
			t.Parallel()
			failure := &amc.Error{Method: http.MethodGet, Status: c.status, Details: c.details}
			require.Equal(t, c.want, class{
				throttled: failure.Throttled(), unauthorized: failure.Unauthorized(), forbidden: failure.Forbidden(),
				notFound: failure.NotFound(), exists: failure.AlreadyExists(), query: failure.InvalidQuery(),
				notDownloadable: failure.NotDownloadable(), terms: failure.TermsNotAccepted(), transient: failure.Transient(),
			})
		})
	}
}

func TestError_ThrottledByHeaderAlone(t *testing.T) {
	t.Parallel()
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("amazon-advertising-api-throttled", "true")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	_, err := instanceOf(t, server).CreateExecution(t.Context(), savedRequest(t))
	failure := failureOf(t, err)
	require.True(t, failure.Throttled())
	require.False(t, failure.Unsure(), "a throttled call was not carried out")
}

func savedRequest(t *testing.T) amc.ExecutionRequest {
	t.Helper()
	return amc.ExecutionRequest{WorkflowID: "weekly-reach", Window: explicitWindow(t)}
}

func TestError_UnsureAfterAPostThatMayHaveWorked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		unsure bool
	}{
		"500":                 {answerWith(500, ""), true},
		"502 page":            {answerWith(502, "<html>"), true},
		"503":                 {answerWith(503, ""), true},
		"504 after the work":  {answerWith(504, `{"message":"Endpoint request timed out"}`), true},
		"connection dropped":  {dropConnection, true},
		"answer cut short":    {cutShort, true},
		"success, unreadable": {answerWith(200, `<html>ok</html>`), true},
		"success, empty":      {answerWith(200, ``), true},
		"success, no id":      {answerWith(200, `{}`), true},
		"400":                 {answerWith(400, `{"code":"400","details":"no"}`), false},
		"403":                 {answerWith(403, ``), false},
		"429":                 {answerWith(429, ``), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, c.answer)
			_, err := instanceOf(t, server).CreateExecution(t.Context(), savedRequest(t))
			failure := failureOf(t, err)
			require.Equal(t, c.unsure, failure.Unsure(), err.Error())
			require.Len(t, server.got(), 1, "a POST is sent once")
		})
	}
}

func dropConnection(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func cutShort(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = w.Write([]byte(`{"workflowExecutionId":`))
	panic(http.ErrAbortHandler)
}

func TestError_SureWhenTheRequestNeverLeft(t *testing.T) {
	t.Parallel()
	t.Run("nobody listens", func(t *testing.T) {
		t.Parallel()
		var config net.ListenConfig
		listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
		require.NoError(t, err)
		address := "http://" + listener.Addr().String()
		require.NoError(t, listener.Close())

		_, err = clientOf(t, address).Account(accountID, marketplace).Instance(instanceID).CreateExecution(t.Context(), savedRequest(t))
		failure := failureOf(t, err)
		require.Zero(t, failure.Status)
		require.False(t, failure.Unsure())
		require.True(t, failure.Transient())
		require.Contains(t, err.Error(), "no answer")
	})
	t.Run("cancelled before", func(t *testing.T) {
		t.Parallel()
		server := serve(t, answerWith(200, "{}"))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := instanceOf(t, server).CreateExecution(ctx, savedRequest(t))
		require.ErrorIs(t, err, context.Canceled)
		require.False(t, failureOf(t, err).Unsure())
		require.False(t, failureOf(t, err).Transient())
		require.Empty(t, server.got())
	})
}

func TestError_UnsureWhenCancelledOnTheWay(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := instanceOf(t, server).CreateExecution(ctx, savedRequest(t))
	require.ErrorIs(t, err, context.Canceled)
	require.True(t, failureOf(t, err).Unsure())
}

func TestError_ReadsRetryAfterInBothForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 6, 2, 14, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"30":                            30 * time.Second,
		" 0 ":                           0,
		"-5":                            0,
		"Mon, 02 Jun 2025 14:01:30 GMT": 90 * time.Second,
		"Mon, 02 Jun 2025 13:00:00 GMT": 0,
		"soon":                          0,
		"":                              0,
	} {
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", header)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		_, err := instanceOf(t, server, func(c *amc.Config) { c.Now = func() time.Time { return now } }).
			CreateExecution(t.Context(), savedRequest(t))
		require.Equal(t, want, failureOf(t, err).RetryAfter, header)
	}
}

func TestError_HoldsNoSecret(t *testing.T) {
	t.Parallel()
	const refresh, encoded = "Atzr|another-secret", "Atza%7Csecret-in-a-link"
	echo := "you sent " + accessToken + ", " + refresh + " and " + encoded
	for name, answer := range map[string]http.HandlerFunc{
		"echoed in json":    answerWith(400, `{"code":"400","details":"`+echo+`"}`),
		"echoed in html":    answerWith(400, `<html><body>`+echo+`</body></html>`),
		"echoed in success": answerWith(200, echo),
		"dropped":           dropConnection,
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://elsewhere.example/?t="+encoded, http.StatusTemporaryRedirect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serve(t, answer)
			client := clientOf(t, server.URL, onlyOnce)
			request := amc.ListExecutionsParams{WorkflowID: "query-secret"}
			_, err := collect(client.Account(accountID, marketplace).Instance(instanceID).ListExecutions(t.Context(), request))
			text := fmt.Sprintf("%v %+v %s %v %#v", err, err, failureOf(t, err).Body, client, client)
			for _, secret := range []string{"invented-access-token", "another-secret", "secret-in-a-link", "query-secret"} {
				require.NotContains(t, text, secret)
			}
			require.Len(t, server.got(), 1, "a redirect is not followed")
		})
	}
}

func TestError_HidesATokenOfAnotherShape(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(answerWith(400, "refused opaque-token-0815"))
	t.Cleanup(server.Close)
	client := clientOf(t, server.URL, func(c *amc.Config) { c.TokenSource = amc.StaticToken("opaque-token-0815") })
	_, err := collect(client.ListAccounts(t.Context()))
	require.Equal(t, "refused [redacted]", failureOf(t, err).Details)
	require.NotContains(t, fmt.Sprintf("%v %#v", amc.StaticToken("opaque-token-0815"), amc.StaticToken("opaque-token-0815")), "opaque")
}
