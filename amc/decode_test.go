package amc_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

func TestDataType_BothForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wire, written, text string
	}{
		{`"STRING"`, `"STRING"`, "STRING"},
		{`{"type":"ARRAY","elementDataType":"LONG","elementNullable":false}`, `{"elementDataType":"LONG","type":"ARRAY"}`, "ARRAY<LONG>"},
		{`"A_NEW_TYPE"`, `"A_NEW_TYPE"`, "A_NEW_TYPE"},
		{`{"type":"DECIMAL"}`, `"DECIMAL"`, "DECIMAL"},
		{`null`, `""`, ""},
	} {
		var read amc.DataType
		require.NoError(t, json.Unmarshal([]byte(c.wire), &read))
		require.Equal(t, c.text, read.String())
		written, err := json.Marshal(read)
		require.NoError(t, err)
		require.Equal(t, c.written, string(written))
	}
}

func FuzzExecution(f *testing.F) {
	f.Add(fixture(f, "execution_created.json"))
	f.Add(fixture(f, "execution_finished.json"))
	f.Add([]byte(`{"status":7,"createTime":false,"executionTime":"9e99","workflowExecutionTimeoutSeconds":-1,"parameterValues":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var execution amc.Execution
		if json.Unmarshal(data, &execution) != nil {
			return
		}
		require.GreaterOrEqual(t, execution.Timeout, time.Duration(0))
		require.GreaterOrEqual(t, execution.ComputeTime, time.Duration(0))
		require.NotEqual(t, "N/A", execution.OutputS3URI)
		_ = execution.IsPrivacyRefusal()
	})
}

func FuzzInstance(f *testing.F) {
	f.Add(fixture(f, "instances.json"))
	f.Add([]byte(`{"instanceId":1,"creationDatetime":"yesterday","optionalDatasets":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var instance amc.Instance
		if json.Unmarshal(data, &instance) != nil {
			return
		}
		if instance.CreationStatus.IsUsable() {
			require.True(t, instance.CreationStatus.IsFinal())
		}
	})
}

func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{
		`{"code":"400","details":"x"}`, `{"message":"m","requestId":"r"}`, `<html><title>t</title></html>`,
		`<Error><Code>c</Code></Error>`, ``, `{`, `<`, "\xef\xbb\xbf{}", "secret Atza|abc", "token-under-test",
	} {
		f.Add(400, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		failure := amc.NewErrorForTest(status, body, "token-under-test")
		require.NotContains(t, failure.Error(), "token-under-test")
		require.NotContains(t, string(failure.Body), "token-under-test")
		require.LessOrEqual(t, len(failure.Body), 16<<10)
		require.LessOrEqual(t, len(failure.Details), 4<<10)
		require.False(t, failure.Unsure() && failure.Throttled())
	})
}
