package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"recomamp": main})
}

// TestCommandsBehaveAsTheirScriptsSay runs testdata/script with the real
// program: what it prints, where, and its exit code.
func TestCommandsBehaveAsTheirScriptsSay(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true})
}
