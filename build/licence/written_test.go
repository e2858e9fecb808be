package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
	"github.com/stretchr/testify/require"
)

var some = []Part{
	{
		Kind: Go, Name: "theirs.test/engine", Version: "v1.2.3", Scope: Shipped, Checksum: "h1:abc=",
		Licences: []Licence{{Expression: "MIT", File: "LICENSE"}, {Expression: "Apache-2.0", File: "gear/LICENSE"}},
		Texts:    []Text{{File: "LICENSE", Content: "The words.  \n\n"}, {File: "NOTICE", Content: "By its authors.\n"}},
	},
	{
		Kind: NPM, Name: "@scope/part", Version: "1.0.0", Scope: Shipped, Checksum: "sha512-AAEC",
		Licences: []Licence{{Expression: "(MIT OR CC0-1.0)"}},
		Texts:    []Text{{File: "LICENSE", Content: "The words.\n"}},
	},
	{Kind: NPM, Name: "tool", Version: "2.0.0", Scope: Development, Licences: []Licence{{Expression: "MPL-2.0"}}},
	{Kind: NPM, Name: "tool", Version: "2.0.0", Scope: Development, Licences: []Licence{{Expression: "MPL-2.0"}}},
}

func TestTheBillOfMaterialsListsEveryPart(t *testing.T) {
	t.Parallel()
	var written bytes.Buffer
	require.NoError(t, writeSBOM(&written, "v1", merge(some)))
	var bom cyclonedx.BOM
	require.NoError(t, cyclonedx.NewBOMDecoder(&written, cyclonedx.BOMFileFormatJSON).Decode(&bom))
	require.Equal(t, "v1", bom.Metadata.Component.Version)
	require.Len(t, *bom.Components, 3)
	engine, part, tool := (*bom.Components)[0], (*bom.Components)[1], (*bom.Components)[2]
	require.Equal(t, "pkg:golang/theirs.test/engine@v1.2.3", engine.PackageURL)
	require.Equal(t, "Apache-2.0 AND MIT", (*engine.Licenses)[0].Expression)
	require.Equal(t, cyclonedx.ScopeRequired, engine.Scope)
	require.Equal(t, "pkg:npm/%40scope/part@1.0.0", part.PackageURL)
	require.Equal(t, "(MIT OR CC0-1.0)", (*part.Licenses)[0].Expression)
	require.Equal(t, "000102", (*part.Hashes)[0].Value)
	require.Equal(t, cyclonedx.ScopeExcluded, tool.Scope)
	require.Equal(t, "MPL-2.0", (*tool.Licenses)[0].License.ID)
}

func TestTheSamePartsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	other := slices.Clone(some)
	slices.Reverse(other)
	var one, two bytes.Buffer
	require.NoError(t, writeSBOM(&one, "", merge(some)))
	require.NoError(t, writeSBOM(&two, "", merge(other)))
	require.Equal(t, one.String(), two.String())
	require.Equal(t, notice(merge(some), nil), notice(merge(other), nil))
}

func TestAPartIsShippedIfOneOfItsUsersIs(t *testing.T) {
	t.Parallel()
	tool, app := Part{Kind: NPM, Name: "a", Scope: Development}, Part{Kind: NPM, Name: "a", Scope: Shipped}
	require.Equal(t, []Part{app}, merge([]Part{tool, app, tool}))
}

func TestTheNoticeGivesEachTextOnceAndToolsNever(t *testing.T) {
	t.Parallel()
	text := notice(merge(some), []Carried{{Part: "go:theirs.test/engine", Words: "carries a motor (MIT)\n"}})
	require.Contains(t, text, "go:theirs.test/engine v1.2.3 Apache-2.0 AND MIT [1] [2]\n    carries a motor (MIT)\n")
	require.Contains(t, text, "npm:@scope/part 1.0.0 (MIT OR CC0-1.0) [1]\n")
	require.Equal(t, 1, strings.Count(text, "The words."))
	require.NotContains(t, text, "tool")
}
