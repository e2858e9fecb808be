package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePlaceOfResultsIsCheckedAndNeverRepeated(t *testing.T) {
	t.Parallel()
	for _, good := range []string{
		"", "s3://results?region=eu-central-1", "file:///var/lib/recomamp/results",
		"s3://results?region=us-east-1&endpoint=http%3A%2F%2F127.0.0.1:7070&use_path_style=true",
	} {
		require.NoError(t, checkBlobURL(good), good)
	}
	for bad, says := range map[string]string{
		"results":                                       "must look like",
		"gs://canary":                                   "must look like",
		"s3://?region=eu-central-1":                     "must look like",
		"s3://\x7fcanary":                               "must look like",
		"s3://key:canary@results":                       "must not hold credentials",
		"s3://results/canary":                           "a whole bucket",
		"s3://results?endpoint=canary":                  "http or https URL",
		"s3://results?endpoint=ftp://x":                 "http or https URL",
		"s3://results?endpoint=http://a:canary@gateway": "must not hold credentials",
	} {
		err := checkBlobURL(bad)
		require.ErrorContains(t, err, says, bad)
		require.NotContains(t, err.Error(), "canary")
	}
}
