package lsp

import (
	"context"
	"fmt"

	"github.com/creachadair/jrpc2"

	"github.com/recomamp/recomamp/amcsql"
)

func (s *server) didOpen(ctx context.Context, in openParams) error {
	return s.changed(ctx, in.TextDocument.URI, in.TextDocument.Version, in.TextDocument.Text)
}

func (s *server) didChange(ctx context.Context, in changeParams) error {
	if len(in.ContentChanges) == 0 {
		return nil
	}
	// Each change is the whole text; the last one counts.
	return s.changed(ctx, in.TextDocument.URI, in.TextDocument.Version, in.ContentChanges[len(in.ContentChanges)-1].Text)
}

func (s *server) didClose(ctx context.Context, in closeParams) error {
	s.mu.Lock()
	delete(s.texts, in.TextDocument.URI)
	s.mu.Unlock()
	return s.rpc.Notify(ctx, "textDocument/publishDiagnostics", publishParams{URI: in.TextDocument.URI, Diagnostics: []diagnostic{}})
}

// changed takes a new text and tells what is wrong with it.
func (s *server) changed(ctx context.Context, uri string, version int, src string) error {
	s.mu.Lock()
	t := open(src, s.config.Options)
	s.texts[uri] = t
	s.mu.Unlock()
	found := t.Diagnostics()
	out := publishParams{URI: uri, Version: version, Diagnostics: make([]diagnostic, len(found))}
	for i, d := range found {
		out.Diagnostics[i] = diagnostic{
			Range: t.span(d.Span), Severity: severities[d.Severity], Code: d.Code, Source: "recomamp", Message: d.Message,
		}
	}
	if err := s.rpc.Notify(ctx, "textDocument/publishDiagnostics", out); err != nil {
		return fmt.Errorf("publish diagnostics: %w", err)
	}
	return nil
}

var severities = map[amcsql.Severity]int{
	amcsql.SeverityError: 1, amcsql.SeverityWarning: 2, amcsql.SeverityInfo: 3, amcsql.SeverityHint: 4,
}

// text finds an open text.
func (s *server) text(uri string) (*text, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.texts[uri]
	if !ok {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "the text %s is not open", uri)
	}
	return t, nil
}
