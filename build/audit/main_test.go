package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	goClean  = `echo '{"config": {"protocol_version": "v1.0.0"}}'`
	goCalled = `cat <<'EOF'
{"osv": {"id": "GO-2026-0001", "summary": "Endless loop"}}
{"finding": {"osv": "GO-2026-0001", "fixed_version": "v1.2.4", "trace": [{"module": "theirs.test/a", "version": "v1.2.3"}]}}
{"finding": {"osv": "GO-2026-0001", "fixed_version": "v1.2.4", "trace": [{"module": "theirs.test/a", "version": "v1.2.3", "package": "theirs.test/a", "function": "Turn"}]}}
{"finding": {"osv": "GO-2026-0001", "fixed_version": "v1.2.4", "trace": [{"module": "theirs.test/a", "version": "v1.2.3", "package": "theirs.test/a", "function": "Spin"}]}}
EOF`
	goUncalled = `cat <<'EOF'
{"osv": {"id": "GO-2026-0001", "summary": "Endless loop"}}
{"finding": {"osv": "GO-2026-0001", "trace": [{"module": "theirs.test/a", "version": "v1.2.3"}]}}
EOF`
	goFails = `echo 'govulncheck: fetching vulnerabilities: no such host' >&2; echo 'exit status 1' >&2; exit 1`

	npmClean = `echo '{"auditReportVersion": 2, "vulnerabilities": {}}'`
	npmFound = `echo '{"auditReportVersion": 2, "vulnerabilities": {"part": {"name": "part", "severity": "high", "range": "<2.0.0",
		"via": [{"title": "Leaks", "url": "https://example.test/GHSA-1"}, "inner"]}}}'; exit 1`
	npmFails  = `echo '{"message": "request to the registry failed", "method": "POST"}'; echo 'npm error audit' >&2; exit 1`
	npmBreaks = `echo 'npm error code ECONNREFUSED' >&2; exit 1`
)

// audit runs with commands that do what the scripts say, and hosts that answer
// with status. It is not parallel: the commands are found through the environment.
func audit(t *testing.T, goScript, npmScript string, status int) (int, string) {
	t.Helper()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(host.Close)
	root, commands := t.TempDir(), t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(root, "web"), 0o755))
	require.NoError(t, os.Mkdir(filepath.Join(root, "e2e"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "bench", "web"), 0o755))
	npmScript = `if [ "$1" = config ]; then echo "` + host.URL + `"; exit; fi` + "\n" + npmScript
	for name, script := range map[string]string{"go": goScript, "npm": npmScript} {
		require.NoError(t, os.WriteFile(filepath.Join(commands, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755))
	}
	t.Setenv("PATH", commands+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("GOVULNDB", host.URL)
	if status == 0 {
		host.Close()
	}
	var out strings.Builder
	code := run(t.Context(), root, &out)
	return code, out.String()
}

func TestNothingFound(t *testing.T) {
	code, out := audit(t, goClean, npmClean, http.StatusOK)
	require.Equal(t, exitClean, code, out)
	require.Contains(t, out, "audit: checked=4 vulnerabilities=0 unchecked=0\n")
}

func TestAVulnerabilityThatIsCalledIsToldOnce(t *testing.T) {
	code, out := audit(t, goCalled, npmClean, http.StatusOK)
	require.Equal(t, exitFound, code, out)
	require.Contains(t, out, "GO-2026-0001 Endless loop: theirs.test/a@v1.2.3, fixed in v1.2.4\n")
	require.Contains(t, out, "audit: checked=4 vulnerabilities=1 unchecked=0\n")
}

func TestAVulnerabilityThatIsNeverCalledIsNone(t *testing.T) {
	code, out := audit(t, goUncalled, npmClean, http.StatusOK)
	require.Equal(t, exitClean, code, out)
}

func TestVulnerablePackagesAreTold(t *testing.T) {
	code, out := audit(t, goClean, npmFound, http.StatusOK)
	require.Equal(t, exitFound, code, out)
	require.Contains(t, out, "part <2.0.0 (high): Leaks https://example.test/GHSA-1; through inner\n")
	require.Contains(t, out, "audit: checked=4 vulnerabilities=3 unchecked=0\n")
}

func TestAHostOutOfReachIsSaidPlainly(t *testing.T) {
	code, out := audit(t, goFails, npmFails, 0)
	require.Equal(t, exitUnchecked, code, out)
	require.Contains(t, out, "could not look at the Go modules: go run "+govulncheck)
	require.Contains(t, out, "no such host\n")
	require.Contains(t, out, "could not look at the npm packages of web: npm audit: request to the registry failed\n")
	require.Equal(t, 4, strings.Count(out, "which cannot be reached from here"))
	require.Contains(t, out, "audit: checked=0 vulnerabilities=0 unchecked=4\n")
}

func TestAHostThatRefusesIsSaidPlainly(t *testing.T) {
	code, out := audit(t, goFails, npmFails, http.StatusForbidden)
	require.Equal(t, exitUnchecked, code, out)
	require.Equal(t, 4, strings.Count(out, "which cannot be used from here: it answers 403 Forbidden"))
}

func TestAToolThatBreaksIsNotCleared(t *testing.T) {
	for name, script := range map[string]struct{ goes, npm string }{
		"no words":  {"exit 0", npmClean},
		"no JSON":   {goClean, npmBreaks},
		"half JSON": {`echo '{"config": '`, npmClean},
	} {
		t.Run(name, func(t *testing.T) {
			code, out := audit(t, script.goes, script.npm, http.StatusOK)
			require.Equal(t, exitUnchecked, code, out)
			require.Contains(t, out, "which can be reached, so the reason is the one above")
		})
	}
}

func TestAFindingCountsForMoreThanAQuestionWithoutAnswer(t *testing.T) {
	code, out := audit(t, goCalled, npmFails, 0)
	require.Equal(t, exitFound, code, out)
	require.Contains(t, out, "audit: checked=1 vulnerabilities=1 unchecked=3\n")
}
