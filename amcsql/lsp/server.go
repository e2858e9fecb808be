package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"

	"github.com/recomamp/recomamp/amcsql/analysis"
)

// Config says what the texts are judged against. The zero Config is fine.
type Config struct {
	// Options of the analysis. An editor may switch Strict by its
	// initializationOptions, {"strict": true}.
	Options analysis.Options
	// Version is told to editors.
	Version string
}

// ErrNotShutDown says that the editor ended without asking to shut down first.
var ErrNotShutDown = errors.New("the editor ended without a shutdown request")

// Serve answers an editor until it says exit, closes its end, or the context
// ends. It returns nil after an orderly shutdown.
func Serve(ctx context.Context, in io.Reader, out io.WriteCloser, config Config) error {
	s := &server{config: config, texts: map[string]*text{}, left: make(chan struct{})}
	s.rpc = jrpc2.NewServer(s.methods(), &jrpc2.ServerOptions{
		AllowPush: true, NewContext: func() context.Context { return ctx },
	})
	s.rpc.Start(channel.LSP(in, out))
	stop := context.AfterFunc(ctx, s.rpc.Stop)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.rpc.Wait() }()
	var err error
	select {
	case err = <-ended:
	case <-s.left: // the input may be open still, with nothing to read
	case <-ctx.Done():
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.shutDown: // whatever comes after it
		return nil
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("serve editor: %w", err)
	}
	return ErrNotShutDown
}

type server struct {
	config Config
	rpc    *jrpc2.Server

	mu       sync.Mutex
	texts    map[string]*text // by URI
	shutDown bool

	left    chan struct{} // closed by exit
	leaving sync.Once
}

func (s *server) methods() handler.Map {
	return handler.Map{
		"initialize":                     handler.New(s.initialize),
		"initialized":                    handler.New(ignored),
		"shutdown":                       handler.New(s.shutdown),
		"exit":                           handler.New(s.exit),
		"$/setTrace":                     handler.New(ignored),
		"$/cancelRequest":                handler.New(ignored), // answers come faster than it
		"textDocument/didOpen":           handler.New(s.didOpen),
		"textDocument/didChange":         handler.New(s.didChange),
		"textDocument/didClose":          handler.New(s.didClose),
		"textDocument/didSave":           handler.New(ignored),
		"textDocument/completion":        handler.New(s.completion),
		"textDocument/hover":             handler.New(s.hover),
		"textDocument/signatureHelp":     handler.New(s.signatureHelp),
		"textDocument/definition":        handler.New(s.definition),
		"textDocument/references":        handler.New(s.references),
		"textDocument/documentHighlight": handler.New(s.highlight),
		"textDocument/rename":            handler.New(s.rename),
		"textDocument/documentSymbol":    handler.New(s.symbols),
		"textDocument/codeAction":        handler.New(s.codeActions),
		"textDocument/formatting":        handler.New(s.formatting),
	}
}

func ignored(context.Context, *jrpc2.Request) error { return nil }

func (s *server) initialize(_ context.Context, in initializeParams) (map[string]any, error) {
	if in.Options.Strict != nil {
		s.mu.Lock()
		s.config.Options.Strict = *in.Options.Strict
		s.mu.Unlock()
	}
	const wholeText = 1
	return map[string]any{
		"serverInfo": map[string]string{"name": "recomamp", "version": s.config.Version},
		"capabilities": map[string]any{
			"textDocumentSync":           map[string]any{"openClose": true, "change": wholeText},
			"completionProvider":         map[string]any{"triggerCharacters": []string{".", "'", "("}},
			"hoverProvider":              true,
			"signatureHelpProvider":      map[string]any{"triggerCharacters": []string{"(", ","}},
			"definitionProvider":         true,
			"referencesProvider":         true,
			"documentHighlightProvider":  true,
			"renameProvider":             true,
			"documentSymbolProvider":     true,
			"codeActionProvider":         map[string]any{"codeActionKinds": []string{"quickfix", "refactor"}},
			"documentFormattingProvider": true,
		},
	}, nil
}

func (s *server) shutdown(context.Context, *jrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shutDown = true
	return nil, nil //nolint:nilnil // the protocol's answer is null
}

func (s *server) exit(context.Context, *jrpc2.Request) error {
	s.rpc.Stop()
	s.leaving.Do(func() { close(s.left) })
	return nil
}
