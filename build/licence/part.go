package main

import (
	"cmp"
	"maps"
	"slices"
)

// Kind is the world a part comes from; it begins the part's name in policy.yaml.
type Kind string

const (
	Go  Kind = "go"
	NPM Kind = "npm"
)

// Scope tells who gets a part.
type Scope string

const (
	Shipped     Scope = "shipped"     // inside the program or its web app
	Development Scope = "development" // builds or tests
)

// Part is one version of a Go module or an npm package.
type Part struct {
	Kind     Kind
	Name     string
	Version  string
	Scope    Scope
	From     string // what asks for it, such as go.mod or web/package-lock.json
	Licences []Licence
	Texts    []Text // what its authors want passed on; of npm packages only when shipped
	Checksum string // as in go.sum or package-lock.json
}

// Licence is what one place says of a part. The part is under all of its
// licences together.
type Licence struct {
	Expression string // SPDX; empty when the place tells nothing we know
	File       string // relative to the part's folder; empty when the part's metadata say so
}

// Text is a file about rights, with Unix line ends.
type Text struct {
	File    string
	Content string
}

// ID names a part in policy.yaml and in messages, without its version.
func (p Part) ID() string { return string(p.Kind) + ":" + p.Name }

// merge makes one part of those that are the same version of the same thing.
// It is shipped if one of them is. The answer is sorted.
func merge(parts []Part) []Part {
	type key struct {
		kind          Kind
		name, version string
	}
	merged := map[key]Part{}
	for _, part := range parts {
		at := key{part.Kind, part.Name, part.Version}
		if known, ok := merged[at]; ok && (known.Scope == Shipped || part.Scope == Development) {
			continue
		}
		merged[at] = part
	}
	return slices.SortedFunc(maps.Values(merged), func(a, b Part) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
}
