package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// npmLock is what we read of a package-lock.json.
type npmLock struct {
	LockfileVersion int
	Packages        map[string]npmPackage // by folder; "" is ours
}

type npmPackage struct {
	Name      string // only when it is not that of the folder
	Version   string
	License   json.RawMessage
	Licenses  json.RawMessage // how old packages say it
	Integrity string
	Dev       bool
	Link      bool // a folder of ours
}

// npmParts are the packages that the lock file in folder names. They are
// shipped when shipped is true and they are no development dependencies.
func npmParts(root, folder string, shipped bool) ([]Part, error) {
	from := filepath.Join(folder, "package-lock.json")
	var lock npmLock
	if err := readJSON(filepath.Join(root, from), &lock); err != nil {
		return nil, err
	}
	if lock.LockfileVersion != 3 {
		return nil, fmt.Errorf("%s has version %d; this reads version 3", from, lock.LockfileVersion)
	}
	var parts []Part
	for at, entry := range lock.Packages {
		if at == "" || entry.Link {
			continue
		}
		installed := filepath.Join(root, folder, filepath.FromSlash(at))
		part := Part{
			Kind: NPM, Name: entry.Name, Version: entry.Version, Scope: Development, From: filepath.ToSlash(from), Checksum: entry.Integrity,
		}
		if part.Name == "" {
			part.Name = at[strings.LastIndex(at, "node_modules/")+len("node_modules/"):]
		}
		declared := entry.declared()
		if declared == "" {
			var err error
			if declared, err = declaredInstalled(installed); err != nil {
				return nil, err
			}
		}
		if declared != "" {
			part.Licences = []Licence{{Expression: declared}}
		}
		if shipped && !entry.Dev {
			part.Scope = Shipped
			var err error
			if part.Texts, err = rightsFiles(installed); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			for _, text := range part.Texts {
				if thirdPartyFile.MatchString(text.File) {
					part.Licences = append(part.Licences, text.licences()...)
				}
			}
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// declaredInstalled reads the licence in the package.json of an installed
// package. It is empty when the package is not installed, as is the case for
// those that are meant for other systems.
func declaredInstalled(folder string) (string, error) {
	var manifest npmPackage
	err := readJSON(filepath.Join(folder, "package.json"), &manifest)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return manifest.declared(), err
}

// declared is the package's licence as an SPDX expression, or whatever its
// author wrote there; empty without one.
func (p npmPackage) declared() string {
	type object struct{ Type string }
	var (
		text string
		one  object
		many []object
	)
	switch {
	case json.Unmarshal(p.License, &text) == nil:
		return text
	case json.Unmarshal(p.License, &one) == nil:
		return one.Type
	case json.Unmarshal(p.Licenses, &many) == nil:
		var types []string
		for _, each := range many {
			types = append(types, each.Type)
		}
		return strings.Join(types, " OR ")
	}
	return ""
}

func readJSON(path string, into any) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
