// Command names writes names.txt: the zones of the Go release that builds the
// program, whose data are those of time/tzdata.
package main

import (
	"archive/zip"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	root, err := exec.Command("go", "env", "GOROOT").Output() //nolint:noctx // a generator
	if err != nil {
		log.Fatal(err)
	}
	names, err := read(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("names.txt", []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil { //nolint:gosec // source text
		log.Fatal(err)
	}
}

// read lists the zones of a zone archive. Factory is the zone of a machine that
// nobody has set up.
func read(archive string) ([]string, error) {
	zipped, err := zip.OpenReader(archive)
	if err != nil {
		return nil, err
	}
	defer zipped.Close() //nolint:errcheck // only read
	var names []string
	for _, file := range zipped.File {
		if name := file.Name; !strings.HasSuffix(name, "/") && name != "Factory" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
