package main

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
	"github.com/github/go-spdx/v2/spdxexp"
	"github.com/package-url/packageurl-go"
)

// writeSBOM writes the bill of materials of the program in the given version,
// as CycloneDX in JSON. It has neither time nor serial number, so that the same
// parts give the same bytes.
func writeSBOM(to io.Writer, version string, parts []Part) error {
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{Component: &cyclonedx.Component{
		BOMRef:   "recomamp",
		Type:     cyclonedx.ComponentTypeApplication,
		Name:     "recomamp",
		Version:  version,
		Licenses: &cyclonedx.Licenses{{License: &cyclonedx.License{ID: "Apache-2.0"}}},
	}}
	components := make([]cyclonedx.Component, 0, len(parts))
	for _, part := range parts {
		components = append(components, component(part))
	}
	bom.Components = &components
	encoder := cyclonedx.NewBOMEncoder(to, cyclonedx.BOMFileFormatJSON)
	return encoder.SetPretty(true).SetEscapeHTML(false).Encode(bom)
}

func component(part Part) cyclonedx.Component {
	url := part.packageURL()
	c := cyclonedx.Component{
		BOMRef:     url,
		Type:       cyclonedx.ComponentTypeLibrary,
		Name:       part.Name,
		Version:    part.Version,
		Scope:      cyclonedx.ScopeRequired,
		PackageURL: url,
	}
	if part.Scope == Development {
		c.Scope = cyclonedx.ScopeExcluded
	}
	if expressions := part.expressions(); len(expressions) > 0 {
		licences := cyclonedx.Licenses{choice(expressions)}
		c.Licenses = &licences
	}
	if sum, ok := strings.CutPrefix(part.Checksum, "sha512-"); ok {
		if raw, err := base64.StdEncoding.DecodeString(sum); err == nil {
			c.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA512, Value: hex.EncodeToString(raw)}}
		}
	} else if part.Checksum != "" { // go.sum hashes a list of files, which CycloneDX has no word for
		c.Properties = &[]cyclonedx.Property{{Name: "recomamp:go.sum", Value: part.Checksum}}
	}
	return c
}

// choice puts several licences into one expression. Words that SPDX does not
// know can only be a name.
func choice(expressions []string) cyclonedx.LicenseChoice {
	if ok, _ := spdxexp.ValidateLicenses(expressions); !ok {
		return cyclonedx.LicenseChoice{License: &cyclonedx.License{Name: strings.Join(expressions, " AND ")}}
	}
	if len(expressions) == 1 {
		if ok, id := spdxexp.ActiveLicense(expressions[0]); ok {
			return cyclonedx.LicenseChoice{License: &cyclonedx.License{ID: id}}
		}
		return cyclonedx.LicenseChoice{Expression: expressions[0]}
	}
	for i, expression := range expressions {
		if strings.Contains(expression, " OR ") && !strings.HasPrefix(expression, "(") {
			expressions[i] = "(" + expression + ")"
		}
	}
	return cyclonedx.LicenseChoice{Expression: strings.Join(expressions, " AND ")}
}

// expressions are the licences of the part, each once, sorted.
func (p Part) expressions() []string {
	var all []string
	for _, licence := range p.Licences {
		if licence.Expression != "" {
			all = append(all, licence.Expression)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// packageURL names the part for other programs, such as pkg:npm/%40scope/name@1.0.0.
func (p Part) packageURL() string {
	world, namespace, name := packageurl.TypeGolang, "", p.Name
	if p.Kind == NPM {
		world = packageurl.TypeNPM
	}
	if slash := strings.LastIndexByte(name, '/'); slash >= 0 {
		namespace, name = name[:slash], name[slash+1:]
	}
	return packageurl.NewPackageURL(world, namespace, name, p.Version, nil, "").String()
}
