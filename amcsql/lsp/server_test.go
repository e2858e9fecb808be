package lsp_test

import (
	"context"
	"io"
	"testing"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/lsp"
)

// editor is the other end of a server.
type editor struct {
	*jrpc2.Client
	t         *testing.T
	published chan published
	ended     chan error
}

type published struct {
	URI         string `json:"uri"`
	Version     int    `json:"version"`
	Diagnostics []struct {
		Range    span   `json:"range"`
		Severity int    `json:"severity"`
		Code     string `json:"code"`
	} `json:"diagnostics"`
}

type span struct{ Start, End struct{ Line, Character int } }

func setup(t *testing.T, options map[string]any) *editor {
	t.Helper()
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	e := &editor{t: t, published: make(chan published, 10), ended: make(chan error, 1)}
	go func() { e.ended <- lsp.Serve(t.Context(), toServer, fromServer, lsp.Config{Version: "test"}) }()
	e.Client = jrpc2.NewClient(channel.LSP(toEditor, fromEditor), &jrpc2.ClientOptions{
		OnNotify: func(r *jrpc2.Request) {
			var p published
			if r.Method() == "textDocument/publishDiagnostics" && r.UnmarshalParams(&p) == nil {
				e.published <- p
			}
		},
	})
	t.Cleanup(func() { _ = e.Close() })
	var answer struct {
		Capabilities map[string]any `json:"capabilities"`
	}
	e.call("initialize", map[string]any{"initializationOptions": options, "capabilities": map[string]any{}}, &answer)
	require.Equal(t, true, answer.Capabilities["hoverProvider"])
	e.tell("initialized", map[string]any{})
	return e
}

func (e *editor) call(method string, params, result any) {
	e.t.Helper()
	require.NoError(e.t, e.CallResult(e.t.Context(), method, params, result))
}

func (e *editor) tell(method string, params any) {
	e.t.Helper()
	require.NoError(e.t, e.Notify(context.Background(), method, params))
}

const uri = "file:///query.sql"

// open sends a text and waits for what is wrong with it.
func (e *editor) open(src string) published {
	e.t.Helper()
	e.tell("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": uri, "languageId": "sql", "version": 1, "text": src}})
	return <-e.published
}

func at(line, character int) map[string]any {
	return map[string]any{"textDocument": map[string]any{"uri": uri}, "position": map[string]any{"line": line, "character": character}}
}

func TestProblemsFollowTheText(t *testing.T) {
	t.Parallel()
	e := setup(t, nil)
	found := e.open("SELECT '🎉' AS x,\r\n  campaxn FROM dsp_clicks GROUP BY 2")
	require.Equal(t, uri, found.URI)
	require.Len(t, found.Diagnostics, 1)
	require.Equal(t, "unknown-column", found.Diagnostics[0].Code)
	require.Equal(t, 1, found.Diagnostics[0].Severity)
	require.Equal(t, []int{1, 2, 1, 9}, flat(found.Diagnostics[0].Range))

	e.tell("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": 2},
		"contentChanges": []map[string]any{{"text": "SELECT '🎉' AS x, campaxn FROM dsp_clicks GROUP BY 2"}},
	})
	found = <-e.published
	require.Equal(t, 2, found.Version)
	require.Equal(t, []int{0, 18, 0, 25}, flat(found.Diagnostics[0].Range), "🎉 is two code units")

	e.tell("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
	require.Empty(t, (<-e.published).Diagnostics)
}

func flat(s span) []int {
	return []int{s.Start.Line, s.Start.Character, s.End.Line, s.End.Character}
}

func TestStrictIsAnOptionOfTheEditor(t *testing.T) {
	t.Parallel()
	const src = "SELECT SUM(clicks) AS n FROM dsp_clicks;"
	require.Equal(t, 2, setup(t, nil).open(src).Diagnostics[0].Severity)
	require.Equal(t, 1, setup(t, map[string]any{"strict": true}).open(src).Diagnostics[0].Severity)
}

func TestHelpAtAPlace(t *testing.T) {
	t.Parallel()
	e := setup(t, nil)
	e.open("WITH a AS (SELECT campaign AS name FROM dsp_clicks GROUP BY 1)\nSELECT ROUND(1, 2) AS r, a.name FROM a")

	var hover struct {
		Contents struct{ Value string }
		Range    span
	}
	e.call("textDocument/hover", at(1, 28), &hover)
	require.Contains(t, hover.Contents.Value, "name STRING")
	require.Equal(t, []int{1, 27, 1, 31}, flat(hover.Range))

	var list struct {
		Items []struct {
			Label    string
			TextEdit struct {
				Range   span
				NewText string
			}
		}
	}
	e.call("textDocument/completion", at(1, 29), &list)
	require.Equal(t, "name", list.Items[0].Label)
	require.Equal(t, []int{1, 27, 1, 31}, flat(list.Items[0].TextEdit.Range))

	var help struct {
		Signatures      []struct{ Label string }
		ActiveParameter int
	}
	e.call("textDocument/signatureHelp", at(1, 16), &help)
	require.Equal(t, "ROUND(x [, digits])", help.Signatures[0].Label)
	require.Equal(t, 1, help.ActiveParameter)

	var place struct{ Range span }
	e.call("textDocument/definition", at(1, 28), &place)
	require.Equal(t, []int{0, 30, 0, 34}, flat(place.Range))

	var nothing any
	e.call("textDocument/hover", at(0, 0), &nothing)
	require.Nil(t, nothing)
	e.call("textDocument/definition", at(1, 0), &nothing)
	require.Nil(t, nothing, "a keyword")
}

func TestChangesOfTheText(t *testing.T) {
	t.Parallel()
	e := setup(t, nil)
	e.open("WITH a AS (SELECT campaxn FROM dsp_clicks GROUP BY 1)\nSELECT COUNT(1) AS n FROM a")

	var renamed struct {
		Changes map[string][]struct {
			Range   span
			NewText string
		}
	}
	rename := at(0, 5)
	rename["newName"] = "first"
	e.call("textDocument/rename", rename, &renamed)
	require.Len(t, renamed.Changes[uri], 2)
	require.Equal(t, []int{1, 26, 1, 27}, flat(renamed.Changes[uri][1].Range))

	rename["newName"] = "not a name"
	_, err := e.Call(t.Context(), "textDocument/rename", rename)
	require.ErrorContains(t, err, "letters, digits and _")

	var references []struct{ Range span }
	e.call("textDocument/references", at(1, 26), &references)
	require.Len(t, references, 2)
	e.call("textDocument/documentHighlight", at(1, 26), &references)
	require.Len(t, references, 2)

	var actions []struct {
		Title, Kind string
		Edit        struct {
			Changes map[string][]struct{ NewText string }
		}
	}
	e.call("textDocument/codeAction", map[string]any{
		"textDocument": map[string]any{"uri": uri},
		"range":        map[string]any{"start": map[string]any{"line": 0, "character": 20}, "end": map[string]any{"line": 0, "character": 20}},
		"context":      map[string]any{"diagnostics": []any{}},
	}, &actions)
	require.Equal(t, "Change to campaign", actions[0].Title)
	require.Equal(t, "campaign", actions[0].Edit.Changes[uri][0].NewText)

	var symbols []struct {
		Name     string
		Kind     int
		Children []struct{ Name string }
	}
	e.call("textDocument/documentSymbol", map[string]any{"textDocument": map[string]any{"uri": uri}}, &symbols)
	require.Equal(t, "a", symbols[0].Name)
	require.Equal(t, "n", symbols[1].Children[0].Name)

	var edits []struct{ NewText string }
	e.call("textDocument/formatting", map[string]any{"textDocument": map[string]any{"uri": uri}, "options": map[string]any{"tabSize": 2}}, &edits)
	require.Len(t, edits, 1)
	require.Contains(t, edits[0].NewText, "SELECT campaxn")
}

func TestAnEditorLeavesInOrderOrNot(t *testing.T) {
	t.Parallel()
	e := setup(t, nil)
	var nothing any
	e.call("shutdown", nil, &nothing)
	e.tell("exit", nil)
	require.NoError(t, <-e.ended)

	e = setup(t, nil)
	require.NoError(t, e.Close())
	require.ErrorIs(t, <-e.ended, lsp.ErrNotShutDown)
}

// An editor that says exit may keep its end open, and waits for the program to end.
func TestExitEndsWhileTheInputIsOpen(t *testing.T) {
	t.Parallel()
	toServer, fromEditor := io.Pipe()
	toEditor, fromServer := io.Pipe()
	t.Cleanup(func() { _ = fromEditor.Close() })
	ended := make(chan error, 1)
	go func() { ended <- lsp.Serve(t.Context(), toServer, fromServer, lsp.Config{}) }()
	editor := channel.LSP(toEditor, fromEditor)
	for _, request := range []string{`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}`, `{"jsonrpc":"2.0","id":2,"method":"shutdown"}`} {
		require.NoError(t, editor.Send([]byte(request)))
		_, err := editor.Recv()
		require.NoError(t, err)
	}
	require.NoError(t, editor.Send([]byte(`{"jsonrpc":"2.0","method":"exit"}`)))
	require.NoError(t, <-ended)
}
