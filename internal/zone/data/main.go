// Command data takes the zone data of the Go release that builds the program,
// which are those of time/tzdata: zoneinfo.zip, the names of its zones in
// names.txt, and the release of the IANA database in version.txt.
package main

import (
	"archive/zip"
	"errors"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if err := take(); err != nil {
		log.Fatal(err)
	}
}

func take() error {
	root, err := exec.Command("go", "env", "GOROOT").Output() //nolint:noctx // a generator
	if err != nil {
		return err
	}
	from := filepath.Join(strings.TrimSpace(string(root)), "lib", "time")
	archive, err := os.ReadFile(filepath.Join(from, "zoneinfo.zip"))
	if err != nil {
		return err
	}
	names, err := read(filepath.Join(from, "zoneinfo.zip"))
	if err != nil {
		return err
	}
	version, err := release(filepath.Join(from, "update.bash"))
	if err != nil {
		return err
	}
	return errors.Join(write("zoneinfo.zip", archive), write("names.txt", []byte(strings.Join(names, "\n")+"\n")), write("version.txt", []byte(version+"\n")))
}

func write(name string, content []byte) error {
	return os.WriteFile(name, content, 0o644) //nolint:gosec // source text
}

// release reads which data the script that made the archive took.
func release(script string) (string, error) {
	text, err := os.ReadFile(script)
	if err != nil {
		return "", err
	}
	found := regexp.MustCompile(`(?m)^DATA=(\d{4}[a-z])$`).FindSubmatch(text)
	if found == nil {
		return "", errors.New("the script names no release of the zone data")
	}
	return string(found[1]), nil
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
