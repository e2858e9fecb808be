package httpapi

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/internal/actor"
)

func (s *Server) formatSQL(_ context.Context, _ actor.Actor, in *formatSQLInput) (*body[FormattedSQL], error) {
	formatted, err := amcsql.Format(in.Body.SQL)
	if syntax, ok := errors.AsType[*amcsql.SyntaxError](err); ok {
		return &body[FormattedSQL]{Body: FormattedSQL{SQL: in.Body.SQL, Diagnostics: diagnosticsOut(syntax.Diagnostics)}}, nil
	}
	if err != nil {
		return nil, err
	}
	return &body[FormattedSQL]{Body: FormattedSQL{SQL: formatted, Diagnostics: []Diagnostic{}}}, nil
}

func (s *Server) completeSQL(ctx context.Context, a actor.Actor, in *placeInSQLInput) (*body[Completions], error) {
	src := in.Body.SQL
	document, err := s.opened(ctx, a, textInSQL{src, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	completion := document.Complete(byteOffset(src, in.Body.Offset))
	out := Completions{
		Items: make([]Completion, 0, len(completion.Items)),
		Start: utf8.RuneCountInString(src[:completion.Replace.From()]),
		End:   utf8.RuneCountInString(src[:completion.Replace.To()]),
	}
	for i, item := range completion.Items {
		out.Items = append(out.Items, Completion{
			Label: item.Label, Kind: completionKind(item.Kind), Detail: item.Detail, Documentation: item.Doc,
			InsertText: item.Insert, SortText: fmt.Sprintf("%04d", i), // editors sort by text, the order is ours
		})
	}
	return &body[Completions]{Body: out}, nil
}

func (s *Server) hoverSQL(ctx context.Context, a actor.Actor, in *placeInSQLInput) (*body[Hover], error) {
	src := in.Body.SQL
	document, err := s.opened(ctx, a, textInSQL{src, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	help, ok := document.At(byteOffset(src, in.Body.Offset))
	if !ok {
		return &body[Hover]{}, nil
	}
	paragraphs := []string{"```sql\n" + help.Title + "\n```"}
	for _, text := range []string{help.Detail, help.Doc} {
		if text != "" {
			paragraphs = append(paragraphs, text)
		}
	}
	at := rangeOut(help.Span)
	return &body[Hover]{Body: Hover{
		Contents: strings.Join(paragraphs, "\n\n"),
		Line:     at.Line, Column: at.Column, EndLine: at.EndLine, EndColumn: at.EndColumn,
	}}, nil
}

func (s *Server) signatureSQL(_ context.Context, _ actor.Actor, in *callInSQLInput) (*body[Signature], error) {
	src := in.Body.SQL
	found, ok := assist.Open(src, analysis.Options{}).SignatureAt(byteOffset(src, in.Body.Offset))
	if !ok {
		return &body[Signature]{Body: Signature{Arguments: []ArgumentRange{}, Active: -1}}, nil
	}
	out := Signature{
		Label: found.Label, Documentation: found.Doc, Active: found.Active, Arguments: make([]ArgumentRange, len(found.Arguments)),
	}
	for i, argument := range found.Arguments {
		out.Arguments[i] = ArgumentRange(argument)
	}
	return &body[Signature]{Body: out}, nil
}

// completionKind names a kind as the contract does, where tables of all sorts are one.
func completionKind(kind assist.Kind) string {
	switch kind {
	case assist.KindCommonTable, assist.KindAlias:
		return string(assist.KindTable)
	default:
		return string(kind)
	}
}

// byteOffset turns a count of code points into one of bytes. A count past the
// end means the end.
func byteOffset(text string, codePoints int) int {
	for offset := range text {
		if codePoints == 0 {
			return offset
		}
		codePoints--
	}
	return len(text)
}
