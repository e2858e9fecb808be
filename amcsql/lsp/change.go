package lsp

import (
	"context"
	"errors"

	"github.com/recomamp/recomamp/amcsql"
)

func (s *server) codeActions(_ context.Context, in rangeParams) ([]codeAction, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	found := t.Actions(t.offset(in.Range.Start), t.offset(in.Range.End))
	out := make([]codeAction, len(found))
	for i, action := range found {
		out[i] = codeAction{
			Title: action.Title, Kind: string(action.Kind),
			Edit: workspaceEdit{Changes: map[string][]textEdit{in.TextDocument.URI: t.edits(action.Edits)}},
		}
	}
	return out, nil
}

// formatting lays a text out. One that does not parse stays as it is; its
// problems are on show already.
func (s *server) formatting(_ context.Context, in closeParams) ([]textEdit, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	formatted, err := amcsql.Format(t.src)
	if _, broken := errors.AsType[*amcsql.SyntaxError](err); broken {
		return []textEdit{}, nil
	}
	if err != nil {
		return nil, err
	}
	if formatted == t.src {
		return []textEdit{}, nil
	}
	whole := span{Start: position{}, End: t.position(len(t.src))}
	return []textEdit{{Range: whole, NewText: formatted}}, nil
}
