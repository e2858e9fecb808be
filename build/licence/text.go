package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// recognised is how much of a licence file must be the words of known
// licences, in percent. It is what the Go package index asks for.
const recognised = 75

var (
	licenceFile    = regexp.MustCompile(`(?i)^(un)?licen[cs]e|^copying`)
	thirdPartyFile = regexp.MustCompile(`(?i)(third|3rd).?party`)
	noticeFile     = regexp.MustCompile(`(?i)^(copyright)?notice`)
	sourceFile     = regexp.MustCompile(`(?i)\.(go|[cm]?[jt]s|json|map|py|sh)$`)
)

// rightsFiles are the files in folder that tell of rights, in the order of their names.
func rightsFiles(folder string) ([]Text, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var texts []Text
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || sourceFile.MatchString(name) ||
			!licenceFile.MatchString(name) && !thirdPartyFile.MatchString(name) && !noticeFile.MatchString(name) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		texts = append(texts, Text{File: name, Content: strings.ReplaceAll(string(content), "\r\n", "\n")})
	}
	return texts, nil
}

// licences tells what the file says. A file about third parties, in which
// licences stand between other words, says what is recognised in it. Any other
// licence file has to be recognised nearly whole, else its answer is one
// Licence without an expression. A notice says nothing.
func (t Text) licences() []Licence {
	name := filepath.Base(t.File)
	thirdParty := thirdPartyFile.MatchString(name)
	if !thirdParty && !licenceFile.MatchString(name) {
		return nil
	}
	coverage := licensecheck.Scan([]byte(t.Content))
	var found []Licence
	for _, match := range coverage.Match {
		licence := Licence{Expression: match.ID, File: t.File}
		if !match.IsURL && !slices.Contains(found, licence) {
			found = append(found, licence)
		}
	}
	if !thirdParty && (coverage.Percent < recognised || len(found) == 0) {
		return []Licence{{File: t.File}}
	}
	return found
}
