package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// npmVulnerabilities are those of the packages in a folder's lock file.
type npmVulnerabilities struct{ root, folder string }

func (n npmVulnerabilities) String() string { return "the npm packages of " + n.folder }

func (n npmVulnerabilities) host(ctx context.Context) string {
	registry, _ := output(ctx, n.root, "npm", "config", "get", "registry")
	return cmp.Or(strings.TrimSpace(string(registry)), "https://registry.npmjs.org/")
}

// npmReport is what `npm audit --json` writes: a report, or, when npm got no
// answer, an error without AuditReportVersion. Its exit code is 1 for both.
type npmReport struct {
	AuditReportVersion int
	Vulnerabilities    map[string]struct {
		Name, Severity, Range string
		Via                   []json.RawMessage // advisories, or names of packages that have one
	}
	Message string
}

func (n npmVulnerabilities) look(ctx context.Context) ([]string, error) {
	answer, failed := output(ctx, filepath.Join(n.root, n.folder), "npm", "audit", "--json", "--fetch-retries=0")
	var report npmReport
	if err := json.Unmarshal(answer, &report); err != nil {
		return nil, cmp.Or(failed, fmt.Errorf("read what npm audit says: %w", err))
	}
	if report.AuditReportVersion == 0 {
		return nil, fmt.Errorf("npm audit: %s", cmp.Or(report.Message, "it gave no report"))
	}
	var found []string
	for _, vulnerable := range report.Vulnerabilities {
		found = append(found, fmt.Sprintf("%s %s (%s): %s", vulnerable.Name, vulnerable.Range, vulnerable.Severity, reasons(vulnerable.Via)))
	}
	slices.Sort(found)
	return found, nil
}

// reasons are the titles and addresses of advisories, and the names of
// packages through which a package is vulnerable.
func reasons(via []json.RawMessage) string {
	var words []string
	for _, raw := range via {
		var name string
		var advisory struct{ Title, URL string }
		if json.Unmarshal(raw, &name) == nil {
			words = append(words, "through "+name)
		} else if json.Unmarshal(raw, &advisory) == nil {
			words = append(words, advisory.Title+" "+advisory.URL)
		}
	}
	return strings.Join(words, "; ")
}
