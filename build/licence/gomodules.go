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
	"path/filepath"
	"strings"
)

// goModule is a Go module of ours.
type goModule struct {
	Folder  string // relative to the root of the repository
	Program string // the package that people get; empty when the module has none
}

// goPackage is what `go list -json` tells of a package.
type goPackage struct {
	ImportPath string
	Dir        string
	Standard   bool
	Module     *struct {
		Path, Version, Dir, Sum string
		Main                    bool
		Replace                 *struct{ Path, Version string }
	}
}

// goParts are the modules that module's packages and tests need, and the
// standard library. Modules below the path ours are our own.
func goParts(ctx context.Context, root string, module goModule, ours string) ([]Part, error) {
	folder := filepath.Join(root, module.Folder)
	shipped := map[string]bool{}
	if module.Program != "" {
		packages, err := goList(ctx, folder, "-deps", module.Program)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			shipped[p.Dir] = true
		}
	}
	packages, err := goList(ctx, folder, "-deps", "-test", "./...")
	if err != nil {
		return nil, err
	}

	modules := map[string]*goFolders{}
	for _, p := range packages {
		if p.Module == nil || p.Module.Main || p.Module.Path == ours || strings.HasPrefix(p.Module.Path, ours+"/") {
			continue
		}
		known := modules[p.Module.Path]
		if known == nil {
			version, from := p.Module.Version, filepath.Join(module.Folder, "go.mod")
			if p.Module.Replace != nil {
				version = cmp.Or(p.Module.Replace.Version, version)
			}
			known = &goFolders{
				Part: Part{
					Kind: Go, Name: p.Module.Path, Version: version, Scope: Development, From: from, Checksum: p.Module.Sum,
				},
				root: p.Module.Dir, seen: map[string]bool{},
			}
			modules[p.Module.Path] = known
		}
		if shipped[p.Dir] {
			known.Scope = Shipped
		}
		if err := known.read(p.Dir); err != nil {
			return nil, fmt.Errorf("read the licence of %s: %w", p.Module.Path, err)
		}
	}
	var parts []Part
	for _, known := range modules {
		parts = append(parts, known.Part)
	}
	if module.Program == "" {
		return parts, nil
	}
	standard, err := goStandard(ctx)
	return append(parts, standard), err
}

// goFolders is a module while its folders are read.
type goFolders struct {
	Part
	root string
	seen map[string]bool
}

// read takes in what stands in folder and in those above, up to the module's root.
func (m *goFolders) read(folder string) error {
	for ; !m.seen[folder]; folder = filepath.Dir(folder) {
		m.seen[folder] = true
		within, err := filepath.Rel(m.root, folder)
		if err != nil || strings.HasPrefix(within, "..") {
			return errors.Join(err, fmt.Errorf("%s is not inside %s", folder, m.root))
		}
		texts, err := rightsFiles(folder)
		if err != nil {
			return err
		}
		for _, text := range texts {
			text.File = filepath.ToSlash(filepath.Join(within, text.File))
			m.Texts = append(m.Texts, text)
			m.Licences = append(m.Licences, text.licences()...)
		}
		if within == "." {
			return nil
		}
	}
	return nil
}

// goStandard is the part of Go itself that every program carries.
func goStandard(ctx context.Context) (Part, error) {
	answer, err := goCommand(ctx, ".", "env", "GOROOT", "GOVERSION")
	if err != nil {
		return Part{}, err
	}
	root, version, _ := strings.Cut(strings.TrimSpace(string(answer)), "\n")
	texts, err := rightsFiles(root)
	if err != nil {
		return Part{}, fmt.Errorf("read the licence of Go: %w", err)
	}
	part := Part{Kind: Go, Name: "std", Version: strings.TrimPrefix(version, "go"), Scope: Shipped, From: "the Go toolchain", Texts: texts}
	for _, text := range texts {
		part.Licences = append(part.Licences, text.licences()...)
	}
	return part, nil
}

// goList asks about packages as they are on linux/amd64.
func goList(ctx context.Context, folder string, args ...string) ([]goPackage, error) {
	answer, err := goCommand(ctx, folder, append([]string{"list", "-json=ImportPath,Dir,Standard,Module"}, args...)...)
	if err != nil {
		return nil, err
	}
	var packages []goPackage
	decoder := json.NewDecoder(bytes.NewReader(answer))
	for {
		var p goPackage
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages, nil
		case err != nil:
			return nil, fmt.Errorf("read what go list says: %w", err)
		}
		packages = append(packages, p)
	}
}

func goCommand(ctx context.Context, folder string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = folder
	command.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=1", "GOWORK=off")
	var words strings.Builder
	command.Stderr = &words
	answer, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s in %s: %w\n%s", strings.Join(args, " "), folder, err, words.String())
	}
	return answer, nil
}
