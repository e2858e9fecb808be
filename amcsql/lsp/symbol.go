package lsp

import (
	"context"

	"github.com/creachadair/jrpc2"

	"github.com/recomamp/recomamp/amcsql/assist"
)

func (s *server) definition(_ context.Context, in placeParams) (*location, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	at, ok := t.DefinitionOf(t.offset(in.Position))
	if !ok {
		return nil, nil //nolint:nilnil // the protocol's answer is null
	}
	return &location{URI: in.TextDocument.URI, Range: t.span(at)}, nil
}

func (s *server) references(_ context.Context, in placeParams) ([]location, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	places := t.References(t.offset(in.Position))
	out := make([]location, len(places))
	for i, place := range places {
		out[i] = location{URI: in.TextDocument.URI, Range: t.span(place)}
	}
	return out, nil
}

func (s *server) highlight(_ context.Context, in placeParams) ([]highlight, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	places := t.References(t.offset(in.Position))
	out := make([]highlight, len(places))
	for i, place := range places {
		out[i] = highlight{Range: t.span(place)}
	}
	return out, nil
}

func (s *server) rename(_ context.Context, in renameParams) (*workspaceEdit, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	edits, err := t.Rename(t.offset(in.Position), in.NewName)
	if err != nil {
		return nil, jrpc2.Errorf(jrpc2.InvalidParams, "%v", err)
	}
	return &workspaceEdit{Changes: map[string][]textEdit{in.TextDocument.URI: t.edits(edits)}}, nil
}

// The protocol's numbers of what an outline lists.
const (
	symbolClass    = 5
	symbolProperty = 7
	symbolFunction = 12
)

func (s *server) symbols(_ context.Context, in closeParams) ([]documentSymbol, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	return t.symbols(t.Outline()), nil
}

func (t *text) symbols(entries []assist.Entry) []documentSymbol {
	out := make([]documentSymbol, len(entries))
	for i, entry := range entries {
		out[i] = documentSymbol{
			Name: entry.Name, Detail: entry.Detail, Kind: symbolFunction,
			Range: t.span(entry.Span), SelectionRange: t.span(entry.NameSpan), Children: t.symbols(entry.Children),
		}
		switch entry.Kind {
		case assist.KindCommonTable:
			out[i].Kind = symbolClass
		case assist.KindColumn:
			out[i].Kind = symbolProperty
		default:
		}
	}
	return out
}
