package httpapi

import (
	"context"
	"errors"
	"net/http"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
	"github.com/recomamp/recomamp/amcsql/assist"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
)

// errRename is told with the reason why a name stays.
var errRename = fault.New(fault.Invalid, "sql.rename_refused", "This cannot be renamed so.")

// TextRange is a part of a text. Lines and columns start at 1, columns count
// Unicode code points, the end is exclusive.
type TextRange struct {
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"endLine"`
	EndColumn int `json:"endColumn"`
}

// References are the places of one name, where it is given first; none where
// the text does not give the name.
type References struct {
	Ranges []TextRange `json:"ranges"`
}

// Edits change a text.
type Edits struct {
	Edits []Edit `json:"edits"`
}

// OutlineEntry is a common table, the result, or a column of either.
type OutlineEntry struct {
	Name      string         `json:"name"`
	Kind      string         `json:"kind" enum:"table,result,column"`
	Detail    string         `json:"detail,omitempty"`
	Range     TextRange      `json:"range"`
	NameRange TextRange      `json:"nameRange" doc:"What to select."`
	Children  []OutlineEntry `json:"children,omitempty"`
}

// Outline is what a text consists of.
type Outline struct {
	Entries []OutlineEntry `json:"entries"`
}

// CodeAction is a change on offer.
type CodeAction struct {
	Title string `json:"title"`
	Kind  string `json:"kind" enum:"quickfix,refactor"`
	Code  string `json:"code,omitempty" doc:"Of the diagnostic that it mends."`
	Edits []Edit `json:"edits"`
}

// CodeActions are all changes on offer at a place.
type CodeActions struct {
	Actions []CodeAction `json:"actions"`
}

type renameInSQLInput struct {
	Body struct {
		SQL        string           `json:"sql" maxLength:"262144"`
		Offset     int              `json:"offset" minimum:"0" doc:"Code points from the start of the text."`
		Name       string           `json:"name" minLength:"1" maxLength:"128"`
		InstanceID actor.InstanceID `json:"instanceId,omitempty"`
		Parameters []Parameter      `json:"parameters,omitempty" maxItems:"100"`
	}
}

type rangeInSQLInput struct {
	Body struct {
		SQL        string           `json:"sql" maxLength:"262144"`
		Start      int              `json:"start" minimum:"0" doc:"Code points from the start of the text."`
		End        int              `json:"end" minimum:"0" doc:"Code points, not before the start."`
		InstanceID actor.InstanceID `json:"instanceId,omitempty"`
		Parameters []Parameter      `json:"parameters,omitempty" maxItems:"100"`
	}
}

func (s *Server) sqlSymbolRoutes() {
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/references", "referencesSql", "sql", "Where a name is given and used")), http.StatusNotFound), s.referencesSQL)
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/rename", "renameSql", "sql", "Give a name another one wherever it is used")), http.StatusNotFound), s.renameSQL)
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/outline", "outlineSql", "sql", "What a text consists of")), http.StatusNotFound), s.outlineSQL)
	signedIn(s, failing(reading(operation(http.MethodPost, "/sql/actions", "actionsSql", "sql", "What can be done at a place")), http.StatusNotFound), s.actionsSQL)
}

// textInSQL is a text with what is declared for it.
type textInSQL struct {
	sql        string
	instanceID actor.InstanceID
	parameters []Parameter
}

// opened is a text with the tables of its instance. Error: NotFound of the instance.
func (s *Server) opened(ctx context.Context, a actor.Actor, text textInSQL) (*assist.Document, error) {
	tables, err := s.tables(ctx, a, text.instanceID)
	if err != nil {
		return nil, err
	}
	return s.documents.Open(text.sql, analysis.Options{Catalog: tables, Parameters: declared(text.parameters)}), nil
}

func (s *Server) referencesSQL(ctx context.Context, a actor.Actor, in *placeInSQLInput) (*body[References], error) {
	document, err := s.opened(ctx, a, textInSQL{in.Body.SQL, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	places := document.References(byteOffset(in.Body.SQL, in.Body.Offset))
	out := References{Ranges: make([]TextRange, len(places))}
	for i, place := range places {
		out.Ranges[i] = rangeOut(place)
	}
	return &body[References]{Body: out}, nil
}

func (s *Server) renameSQL(ctx context.Context, a actor.Actor, in *renameInSQLInput) (*body[Edits], error) {
	document, err := s.opened(ctx, a, textInSQL{in.Body.SQL, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	edits, err := document.Rename(byteOffset(in.Body.SQL, in.Body.Offset), in.Body.Name)
	if err != nil {
		for _, known := range []error{assist.ErrNothingToRename, assist.ErrNameFixed, assist.ErrBadName, assist.ErrNameTaken} {
			if errors.Is(err, known) {
				return nil, errRename.WithField("/name", known.Error())
			}
		}
		return nil, err
	}
	return &body[Edits]{Body: Edits{Edits: editsOut(edits)}}, nil
}

func (s *Server) outlineSQL(ctx context.Context, a actor.Actor, in *checkSQLInput) (*body[Outline], error) {
	document, err := s.opened(ctx, a, textInSQL{in.Body.SQL, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	return &body[Outline]{Body: Outline{Entries: entriesOut(document.Outline())}}, nil
}

func (s *Server) actionsSQL(ctx context.Context, a actor.Actor, in *rangeInSQLInput) (*body[CodeActions], error) {
	src := in.Body.SQL
	document, err := s.opened(ctx, a, textInSQL{src, in.Body.InstanceID, in.Body.Parameters})
	if err != nil {
		return nil, err
	}
	found := document.Actions(byteOffset(src, in.Body.Start), byteOffset(src, in.Body.End))
	out := CodeActions{Actions: make([]CodeAction, len(found))}
	for i, action := range found {
		out.Actions[i] = CodeAction{Title: action.Title, Kind: string(action.Kind), Code: action.Code, Edits: editsOut(action.Edits)}
	}
	return &body[CodeActions]{Body: out}, nil
}

func entriesOut(entries []assist.Entry) []OutlineEntry {
	out := make([]OutlineEntry, len(entries))
	for i, entry := range entries {
		out[i] = OutlineEntry{
			Name: entry.Name, Kind: "result", Detail: entry.Detail,
			Range: rangeOut(entry.Span), NameRange: rangeOut(entry.NameSpan), Children: entriesOut(entry.Children),
		}
		switch entry.Kind {
		case assist.KindCommonTable:
			out[i].Kind = "table"
		case assist.KindColumn:
			out[i].Kind = "column"
		default:
		}
	}
	return out
}

func rangeOut(span amcsql.Span) TextRange {
	return TextRange{
		Line: int(span.Start.Line), Column: int(span.Start.Column), EndLine: int(span.End.Line), EndColumn: int(span.End.Column),
	}
}

func editsOut(edits []amcsql.Edit) []Edit {
	out := make([]Edit, len(edits))
	for i, edit := range edits {
		at := rangeOut(edit.Span)
		out[i] = Edit{Line: at.Line, Column: at.Column, EndLine: at.EndLine, EndColumn: at.EndColumn, Text: edit.Text}
	}
	return out
}
