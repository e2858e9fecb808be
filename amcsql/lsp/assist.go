package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/recomamp/recomamp/amcsql/assist"
)

// completionKinds are the protocol's numbers: property, class, variable, …
var completionKinds = map[assist.Kind]int{
	assist.KindColumn: 5, assist.KindTable: 7, assist.KindCommonTable: 7, assist.KindAlias: 6, assist.KindFunction: 3,
	assist.KindKeyword: 14, assist.KindParameter: 21, assist.KindValue: 12,
}

func (s *server) completion(_ context.Context, in placeParams) (*completionList, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	found := t.Complete(t.offset(in.Position))
	out := &completionList{Items: make([]completionItem, len(found.Items))}
	replaced := t.span(found.Replace)
	for i, item := range found.Items {
		out.Items[i] = completionItem{
			Label: item.Label, Kind: completionKinds[item.Kind], Detail: item.Detail, Documentation: item.Doc,
			SortText: fmt.Sprintf("%04d", i), FilterText: item.Label, // editors sort by text, the order is ours
			TextEdit: textEdit{Range: replaced, NewText: item.Insert},
		}
	}
	return out, nil
}

func (s *server) hover(_ context.Context, in placeParams) (*hover, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	help, ok := t.At(t.offset(in.Position))
	if !ok {
		return nil, nil //nolint:nilnil // the protocol's answer is null
	}
	paragraphs := []string{"```sql\n" + help.Title + "\n```"}
	for _, paragraph := range []string{help.Detail, help.Doc} {
		if paragraph != "" {
			paragraphs = append(paragraphs, paragraph)
		}
	}
	return &hover{Contents: markup{Kind: "markdown", Value: strings.Join(paragraphs, "\n\n")}, Range: t.span(help.Span)}, nil
}

func (s *server) signatureHelp(_ context.Context, in placeParams) (*signatureHelp, error) {
	t, err := s.text(in.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	found, ok := t.SignatureAt(t.offset(in.Position))
	if !ok {
		return nil, nil //nolint:nilnil // the protocol's answer is null
	}
	shown := signature{Label: found.Label, Documentation: found.Doc, Parameters: make([]parameter, len(found.Arguments))}
	for i, argument := range found.Arguments {
		shown.Parameters[i] = parameter{Label: [2]int{argument.Start, argument.End}}
	}
	active := found.Active
	if active < 0 {
		active = len(found.Arguments) // none of them
	}
	return &signatureHelp{Signatures: []signature{shown}, ActiveParameter: active}, nil
}
