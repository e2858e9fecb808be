package main

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// webParts are the parts of a web app whose lock file has the given entries.
func webParts(t *testing.T, entries string, installed map[string]string) []Part {
	t.Helper()
	files := map[string]string{"web/package-lock.json": fmt.Sprintf(`{
		"lockfileVersion": 3,
		"packages": {
			"": {"name": "ours", "license": "Apache-2.0"},
			%s
		}
	}`, entries)}
	for name, content := range installed {
		files["web/node_modules/"+name] = content
	}
	parts, err := npmParts(plant(t, files), "web", true)
	require.NoError(t, err)
	return merge(parts)
}

func TestTheLockFileTellsLicencesAndScopes(t *testing.T) {
	t.Parallel()
	parts := webParts(t, `
		"node_modules/@scope/part": {"version": "1.0.0", "license": "(MPL-2.0 OR Apache-2.0)"},
		"node_modules/tool": {"version": "2.0.0", "dev": true, "license": "MPL-2.0"},
		"node_modules/tool/node_modules/inner": {"version": "3.0.0", "dev": true, "license": "MIT"}
	`, map[string]string{"@scope/part/LICENSE": "Words.\n"})
	require.Empty(t, policyOf(t, "shipped: [MIT, Apache-2.0]\ndevelopment: [MPL-2.0]\n").check(parts))
	require.Equal(t, Shipped, find(t, parts, "npm:@scope/part").Scope)
	require.Equal(t, []Text{{File: "LICENSE", Content: "Words.\n"}}, find(t, parts, "npm:@scope/part").Texts)
	require.Equal(t, Development, find(t, parts, "npm:tool").Scope)
	require.Equal(t, "3.0.0", find(t, parts, "npm:inner").Version)
}

func TestAForbiddenLicenceOfAPackageIsNamed(t *testing.T) {
	t.Parallel()
	parts := webParts(t, `
		"node_modules/copyleft": {"version": "1.0.0", "license": "GPL-3.0-only"},
		"node_modules/tool": {"version": "2.0.0", "dev": true, "license": "AGPL-3.0-or-later"}
	`, nil)
	problems := policyOf(t, string(committed)).check(parts)
	require.Contains(t, problems[0], `npm:copyleft 1.0.0 (shipped, from web/package-lock.json): its licence "GPL-3.0-only" is not on the list for shipped parts`)
	require.Contains(t, problems[1], `npm:tool 2.0.0 (development, from web/package-lock.json): its licence "AGPL-3.0-or-later" is not on the list for development parts`)
}

func TestALicenceForToolsIsNoneForThatWhichIsShipped(t *testing.T) {
	t.Parallel()
	parts := webParts(t, `"node_modules/part": {"version": "1.0.0", "license": "MPL-2.0"}`, nil)
	require.Len(t, policyOf(t, "shipped: [MIT]\ndevelopment: [MPL-2.0]\n").check(parts), 1)
}

func TestAPackageWithoutLicenceIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ entry, manifest, because string }{
		"nothing anywhere": {entry: `{"version": "1.0.0"}`, manifest: `{}`, because: "no licence was found"},
		"not installed":    {entry: `{"version": "1.0.0", "optional": true}`, because: "no licence was found"},
		"proprietary":      {entry: `{"version": "1.0.0", "license": "UNLICENSED"}`, because: `its licence "UNLICENSED" is not on the list`},
		"a file":           {entry: `{"version": "1.0.0", "license": "SEE LICENSE IN LICENSE.md"}`, because: `its licence "SEE LICENSE IN LICENSE.md" is not on the list`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			installed := map[string]string{}
			if c.manifest != "" {
				installed["part/package.json"] = c.manifest
			}
			problems := policyOf(t, "shipped: [MIT]\n").check(webParts(t, `"node_modules/part": `+c.entry, installed))
			require.Len(t, problems, 1)
			require.Contains(t, problems[0], "npm:part 1.0.0 (shipped, from web/package-lock.json): "+c.because)
		})
	}
}

func TestOldWaysToNameALicenceAreRead(t *testing.T) {
	t.Parallel()
	for name, manifest := range map[string]string{
		"object": `{"license": {"type": "MIT", "url": "https://example.test"}}`,
		"list":   `{"licenses": [{"type": "MIT"}, {"type": "GPL-2.0-only"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			parts := webParts(t, `"node_modules/part": {"version": "1.0.0"}`, map[string]string{"part/package.json": manifest})
			require.Empty(t, policyOf(t, "shipped: [MIT]\n").check(parts))
		})
	}
}

func TestAnotherVersionOfTheLockFileIsRefused(t *testing.T) {
	t.Parallel()
	_, err := npmParts(plant(t, map[string]string{"web/package-lock.json": `{"lockfileVersion": 4}`}), "web", true)
	require.ErrorContains(t, err, "version 4")
}
