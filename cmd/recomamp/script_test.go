package main

import (
	"context"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/app/apptest"
	"github.com/recomamp/recomamp/internal/httpapi"
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

// TestCommandsBehaveAgainstAServer runs testdata/server beside a running
// server with the sandbox inside.
func TestCommandsBehaveAgainstAServer(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/server", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			program := apptest.Start(t)
			env.Setenv("RECOMAMP_URL", program.URL())
			env.Setenv("RECOMAMP_TOKEN", program.Token(t))
			env.Setenv("RECOMAMP_DATA_DIR", program.Config.Storage.DataDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"capture": capture, "savequery": saveQuery},
	})
}

// saveQuery NAME FILE saves the SQL of a file as a query on the server.
func saveQuery(script *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		script.Fatalf("usage: savequery NAME FILE")
	}
	server, err := apiclient.New(script.Getenv("RECOMAMP_URL"), script.Getenv("RECOMAMP_TOKEN"))
	script.Check(err)
	_, err = server.CreateQuery(context.Background(), args[0], httpapi.QueryContent{Name: args[0], SQL: script.ReadFile(args[1])})
	script.Check(err)
}

// capture NAME REGEXP puts what the group of the expression matches in the last
// standard output into a variable.
func capture(script *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		script.Fatalf("usage: capture NAME REGEXP")
	}
	found := regexp.MustCompile(args[1]).FindStringSubmatch(script.ReadFile("stdout"))
	if len(found) != 2 {
		script.Fatalf("no match for %s", args[1])
	}
	script.Setenv(args[0], found[1])
}
