package execution

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/result"
)

// Whatever goes wrong, a person reads what happened and what to do, and the
// class decides whether the execution goes on by itself.
func TestEveryProblemNamesItsCauseAndTheNextStep(t *testing.T) {
	t.Parallel()
	answer := func(status int, details string) error {
		return answered(http.MethodPost, status, details)
	}
	for name, test := range map[string]struct {
		err  error
		code string
		want Class
	}{
		"nobody there":       {lost(http.MethodGet), "amazon.unreachable", Outage},
		"cut off":            {answer(200, ""), "amazon.interrupted", Transient},
		"throttled":          {answer(429, ""), "amazon.throttled", Outage},
		"broken":             {answer(500, ""), "amazon.unavailable", Outage},
		"bad gateway":        {answer(502, ""), "amazon.unavailable", Outage},
		"too slow":           {answer(504, "Endpoint request timed out"), "amazon.unavailable", Outage},
		"bad SQL":            {answer(400, "SQL query was invalid: Object 'x' not found"), "amazon.query_invalid", Permanent},
		"long SQL":           {answer(400, "sqlQuery exceeded maximum allowed length of 65536"), "amazon.sql_too_long", Permanent},
		"bad request":        {answer(400, "Only one of workflowId and workflow can be specified"), "amazon.refused", Permanent},
		"refused token":      {answer(401, ""), "amazon.unauthorized", NeedsReconnect},
		"foreign instance":   {answer(403, ""), "amazon.forbidden", Permanent},
		"terms":              {answer(403, "Terms and conditions must be accepted to continue"), "amazon.terms", Permanent},
		"revoked":            {connection.ErrReconnect, connection.ErrReconnect.Code, NeedsReconnect},
		"no connection":      {connection.ErrDisconnected, connection.ErrDisconnected.Code, NeedsReconnect},
		"sign-in away":       {connection.ErrUnavailable, connection.ErrUnavailable.Code, Outage},
		"app misconfigured":  {connection.ErrApp, connection.ErrApp.Code, Outage},
		"key lost":           {connection.ErrKeys, connection.ErrKeys.Code, Outage},
		"disk full":          {fmt.Errorf("spool: %w", result.ErrDiskFull), "execution.disk_full", Outage},
		"file ended early":   {result.ErrTruncated, "amazon.interrupted", Transient},
		"time over":          {context.DeadlineExceeded, "amazon.interrupted", Transient},
		"something of ours":  {errors.New("boom"), "internal", Transient},
		"malformed rows":     {&result.MalformedError{Row: 1, Detail: "odd"}, codeMalformed, Malformed},
		"far too large":      {result.ErrTooLarge, "execution.result_too_large", Permanent},
		"links not there":    {&amc.Error{Status: 404, Details: "Execution with ID x is unavailable for download."}, "amazon.result_unavailable", Transient},
		"link out of date":   {&amc.Error{Status: 403, Details: "Request has expired"}, "amazon.link_expired", Transient},
		"stored file broken": {result.ErrCorrupt, "internal", Transient},
	} {
		p := collectProblem(test.err)
		require.Equal(t, test.code, p.Code, name)
		require.Equal(t, test.want, p.Class, name)
		require.NotEmpty(t, p.Message, name)
		require.NotEmpty(t, p.Next, name)
	}
}

func TestACompileFaultIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	for details, want := range map[string]string{
		"Was unable to compile workflow transient_1 because it was found to be invalid: SQL query was invalid: From line 2, column 6 to line 2, column 19: Object 'x' not found": "line 2, column 6: Object 'x' not found",
		"SQL query was invalid: From line 1, column 8 to line 1, column 9: Object 'x' not found\nat org.example":                                                                 "line 1, column 8: Object 'x' not found",
		"Encountered { at line 8, column 3": "Encountered { at line 8, column 3",
		"Was unable to compile workflow w because it was found to be invalid: Filter operation f referenced an undeclared parameter p.": "Filter operation f referenced an undeclared parameter p.",
	} {
		for _, p := range []Problem{problemOf(answered(http.MethodPost, 400, details)), runProblem(amc.Execution{StatusReason: details})} {
			require.Equal(t, "Amazon could not compile the query: "+want, p.Message)
			require.Equal(t, details, p.Raw)
		}
	}
}
