package process

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
)

// built is the folder of what Binary has built; empty before.
var built string

// Binary builds the program, once for all tests of a package, and gives its path.
var Binary = sync.OnceValues(func() (path string, err error) {
	if built, err = os.MkdirTemp("", "recomamp-built-"); err != nil {
		return "", err
	}
	path = filepath.Join(built, "recomamp")
	build := exec.Command("go", "build", "-ldflags=-w", "-o", path, "github.com/recomamp/recomamp/cmd/recomamp")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build recomamp: %w\n%s", err, output)
	}
	return path, nil
})

// Main runs the tests of a package that uses Binary, and removes what was built.
func Main(tests interface{ Run() int }) {
	code := tests.Run()
	_ = os.RemoveAll(built) // nothing where nothing was built
	os.Exit(code)
}
