package assist

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/amcsql/analysis"
)

// DefinitionOf tells where the name at a byte offset is given, and false where
// it is none that the query gives: data sources and their columns are not in
// the text.
func (d *Document) DefinitionOf(offset int) (amcsql.Span, bool) {
	symbol, ok := d.result().Bindings.SymbolAt(offset)
	return symbol.Definition, ok
}

// References lists every place of the name at a byte offset, its definition
// first. It is empty where DefinitionOf finds nothing.
func (d *Document) References(offset int) []amcsql.Span {
	symbol, ok := d.result().Bindings.SymbolAt(offset)
	if !ok {
		return nil
	}
	places := []amcsql.Span{symbol.Definition}
	for _, use := range symbol.Uses {
		if use.At != symbol.Definition {
			places = append(places, use.At)
		}
	}
	return places
}

// Errors of Rename. They are told to the person as they are.
var (
	ErrNothingToRename = errors.New("only common tables, aliases, columns that the query names, and windows can be renamed")
	ErrNameFixed       = errors.New("a join with USING depends on the name of this column")
	ErrBadName         = errors.New("a name consists of letters, digits and _, and does not begin with a digit")
	ErrNameTaken       = errors.New("with this name the query would not be the same: it is taken or reserved")
)

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Rename gives the name at a byte offset another one wherever it is used. A
// select list that passes a column on under its old name goes on doing so.
func (d *Document) Rename(offset int, name string) ([]amcsql.Edit, error) {
	before := d.result()
	symbol, ok := before.Bindings.SymbolAt(offset)
	switch {
	case !ok:
		return nil, ErrNothingToRename
	case symbol.Fixed:
		return nil, ErrNameFixed
	case !plainName.MatchString(name):
		return nil, ErrBadName
	case name == symbol.Name:
		return nil, nil
	}
	edits := renaming(symbol, name)
	if err := d.unchanged(before, symbol, edits); err != nil {
		return nil, err
	}
	return edits, nil
}

func renaming(symbol analysis.Symbol, name string) []amcsql.Edit {
	edits := make([]amcsql.Edit, 0, len(symbol.Uses)+1)
	if symbol.Unnamed {
		edits = append(edits, amcsql.Edit{Span: amcsql.Span{Start: symbol.Definition.End, End: symbol.Definition.End}, Text: " AS " + name})
	} else {
		edits = append(edits, amcsql.Edit{Span: symbol.Definition, Text: name})
	}
	for _, use := range symbol.Uses {
		text := name
		if use.PassesOn {
			text += " AS " + symbol.Name
		}
		edits = append(edits, amcsql.Edit{Span: use.At, Text: text})
	}
	return edits
}

// unchanged makes sure that a renamed query has the mistakes it had, and that
// the new name is used where the old one was.
func (d *Document) unchanged(before *analysis.Result, symbol analysis.Symbol, edits []amcsql.Edit) error {
	renamed := analysis.Check(amcsql.Apply(d.src, amcsql.Fix{Edits: edits}), d.options)
	if errorsOf(renamed) != errorsOf(before) {
		return ErrNameTaken
	}
	at := symbol.Definition.From()
	for _, edit := range edits {
		if edit.Span.From() < symbol.Definition.From() {
			at += len(edit.Text) - edit.Span.Len()
		}
	}
	if symbol.Unnamed {
		at = symbol.Definition.To() + len(" AS ") + at - symbol.Definition.From()
	}
	after, ok := renamed.Bindings.SymbolAt(at)
	if !ok || after.Kind != symbol.Kind || len(after.Uses) != len(symbol.Uses) {
		return fmt.Errorf("rename %s: %w", symbol.Name, ErrNameTaken)
	}
	return nil
}

func errorsOf(result *analysis.Result) int {
	n := 0
	for _, d := range result.Diagnostics {
		if d.Severity == amcsql.SeverityError {
			n++
		}
	}
	return n
}
