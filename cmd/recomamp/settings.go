package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// settingPrefix begins the variable of every setting.
const settingPrefix = "RECOMAMP_"

// settingsFile is a YAML file that holds settings under the names of their
// variables, in small letters and without the prefix: RECOMAMP_DATA_DIR is
// data_dir. A flag or a variable that is set comes before it.
type settingsFile struct {
	path   string
	values map[string]any
}

var _ kong.Resolver = (*settingsFile)(nil)

// readSettings reads the file that RECOMAMP_CONFIG names, else the first of
// the usual ones that there is and may be read: the system's own may hold what
// is for the server only. Without any, the file is empty.
func readSettings() (*settingsFile, error) {
	if path := os.Getenv(settingPrefix + "CONFIG"); path != "" {
		return readSettingsFile(path)
	}
	for _, path := range usualSettingsFiles() {
		file, err := readSettingsFile(path)
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			return file, err
		}
	}
	return &settingsFile{}, nil
}

func usualSettingsFiles() []string {
	paths := []string{"/etc/recomamp/recomamp.yaml"}
	if dir, err := os.UserConfigDir(); err == nil {
		paths = slices.Insert(paths, 0, filepath.Join(dir, "recomamp", "recomamp.yaml"))
	}
	return paths
}

func readSettingsFile(path string) (*settingsFile, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	file := &settingsFile{path: path}
	if err := yaml.Unmarshal(text, &file.values); err != nil {
		// The whole error would show the lines around, secrets among them.
		return nil, fmt.Errorf("read settings %s: it must be lines like %q", path, "data_dir: /var/lib/recomamp")
	}
	return file, nil
}

// Validate implements kong.Resolver: a name that no command knows is a mistake.
func (f *settingsFile) Validate(app *kong.Application) error {
	known := knownSettings(app.Node)
	for name, value := range f.values {
		if !known[name] {
			return fmt.Errorf("settings %s: there is no setting %q", f.path, name)
		}
		switch value.(type) {
		case string, bool, int64, uint64, float64:
		default:
			return fmt.Errorf("settings %s: %s must be one plain value", f.path, name)
		}
	}
	return nil
}

// Resolve implements kong.Resolver.
func (f *settingsFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, variable := range flag.Envs {
		if os.Getenv(variable) != "" {
			return nil, nil //nolint:nilnil // kong's word for: not from here
		}
		if value, ok := f.values[settingName(variable)]; ok {
			return fmt.Sprint(value), nil
		}
	}
	return nil, nil //nolint:nilnil // as above
}

func knownSettings(node *kong.Node) map[string]bool {
	known := map[string]bool{}
	for _, flag := range node.Flags {
		for _, variable := range flag.Envs {
			known[settingName(variable)] = true
		}
	}
	for _, child := range node.Children {
		for name := range knownSettings(child) {
			known[name] = true
		}
	}
	return known
}

func settingName(variable string) string {
	return strings.ToLower(strings.TrimPrefix(variable, settingPrefix))
}
