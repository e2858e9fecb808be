package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

const govulncheck = "golang.org/x/vuln/cmd/govulncheck@v1.9.0"

// goVulnerabilities are those in Go code that the program calls.
type goVulnerabilities struct{ root string }

func (goVulnerabilities) String() string { return "the Go modules" }

func (goVulnerabilities) host(context.Context) string {
	return cmp.Or(os.Getenv("GOVULNDB"), "https://vuln.go.dev") + "/index/modules.json"
}

// look asks for JSON, with which govulncheck ends well whatever it finds.
func (g goVulnerabilities) look(ctx context.Context) ([]string, error) {
	answer, err := output(ctx, g.root, "go", "run", govulncheck, "-format", "json", "./...")
	if err != nil {
		return nil, err
	}
	return goFindings(answer)
}

// goMessage is one of the messages that govulncheck writes in a row.
type goMessage struct {
	OSV *struct {
		ID      string
		Summary string
	}
	Finding *struct {
		OSV          string
		FixedVersion string `json:"fixed_version"`
		Trace        []struct{ Module, Version, Package, Function string }
	}
}

// goFindings are the vulnerabilities whose code is called, each once per
// module. Those in code that nothing calls are findings without a function.
func goFindings(answer []byte) ([]string, error) {
	summaries := map[string]string{}
	var findings []string
	decoder := json.NewDecoder(bytes.NewReader(answer))
	for {
		var message goMessage
		switch err := decoder.Decode(&message); {
		case errors.Is(err, io.EOF) && len(answer) > 0:
			slices.Sort(findings)
			return slices.Compact(findings), nil
		case err != nil:
			return nil, fmt.Errorf("read what govulncheck says: %w", err)
		}
		if message.OSV != nil {
			summaries[message.OSV.ID] = message.OSV.Summary
		}
		if f := message.Finding; f != nil && len(f.Trace) > 0 && f.Trace[0].Function != "" {
			at := f.Trace[0]
			findings = append(findings, fmt.Sprintf("%s %s: %s@%s, fixed in %s", f.OSV, summaries[f.OSV],
				at.Module, at.Version, cmp.Or(f.FixedVersion, "no version yet")))
		}
	}
}

// output is what a command writes. Its error tells the command and the last
// line it complained with.
func output(ctx context.Context, folder, name string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, name, args...)
	command.Dir = folder
	var complaint bytes.Buffer
	command.Stderr = &complaint
	answer, err := command.Output()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(complaint.String()), "\n")
		lines = slices.DeleteFunc(lines, func(line string) bool { return strings.HasPrefix(line, "exit status ") })
		last := ""
		if len(lines) > 0 {
			last = lines[len(lines)-1]
		}
		return answer, fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, last)
	}
	return answer, nil
}
