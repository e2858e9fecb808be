package httpapi

import (
	"context"
	"net/http"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/pack"
)

// PackValue is a value with its place in the pack.
type PackValue struct {
	Place int    `json:"place" doc:"From 0."`
	Value string `json:"value"`
}

// PackValues is a page of the values of a pack.
type PackValues struct {
	Page[PackValue]
	Total int `json:"total" doc:"How many there are, of those that were searched for."`
}

// PackText is text that holds values, and what is to become of them.
type PackText struct {
	Text   string `json:"text" doc:"A list, or CSV."`
	Format string `json:"format,omitempty" enum:"auto,csv,list" doc:"auto, which is what holds when it is absent: CSV when the first line names a column that is known, else a list separated by line breaks, commas, semicolons or spaces."`
	Column *int   `json:"column,omitempty" minimum:"0" doc:"Of CSV, from 0; the one that fits best when absent."`
	Header *bool  `json:"header,omitempty" doc:"Whether the first line of CSV names the columns; found out when absent."`
	Mode   string `json:"mode" enum:"add,replace,remove"`
}

// PackRefusal is a piece of a text that can be no value.
type PackRefusal struct {
	Line int    `json:"line" doc:"From 1."`
	Text string `json:"text"`
	Why  string `json:"why" doc:"Reads after the text." example:"has 9 characters; an ASIN has 10"`
}

// PackColumn is a column of CSV.
type PackColumn struct {
	Name    string `json:"name"`
	Sample  string `json:"sample"`
	Fitting int    `json:"fitting" doc:"How many of the first 200 rows hold a value of the pack."`
}

// PackDuplicate is a piece of a text whose value stands further up in it.
type PackDuplicate struct {
	Line  int    `json:"line" doc:"From 1."`
	Value string `json:"value"`
}

// PackChange is what a text would make of a pack, or has made of it.
type PackChange struct {
	Pack            Pack            `json:"pack"`
	Format          string          `json:"format" enum:"csv,list"`
	Columns         []PackColumn    `json:"columns"`
	Column          int             `json:"column"`
	Header          bool            `json:"header"`
	Read            int             `json:"read" doc:"Pieces of the text."`
	Added           int             `json:"added"`
	Removed         int             `json:"removed"`
	Unchanged       int             `json:"unchanged" doc:"Values that stay."`
	Present         int             `json:"present" doc:"When values are added: those of the text that the pack holds already."`
	Duplicates      int             `json:"duplicates" doc:"Pieces that stand in the text more than once."`
	Absent          int             `json:"absent" doc:"When values are removed: those that the pack does not hold."`
	Refused         int             `json:"refused"`
	Size            int             `json:"size" doc:"Values afterwards."`
	AddedFirst      []string        `json:"addedFirst" doc:"The first 100."`
	PresentFirst    []string        `json:"presentFirst" doc:"The first 100."`
	DuplicatesFirst []PackDuplicate `json:"duplicatesFirst" doc:"The first 100."`
	RemovedFirst    []string        `json:"removedFirst" doc:"The first 100."`
	Refusals        []PackRefusal   `json:"refusals" doc:"The first 1,000."`
}

type listPackValuesInput struct {
	ID     actor.PackID `path:"id"`
	Cursor string       `query:"cursor" maxLength:"512" doc:"nextCursor of the page before."`
	Limit  int          `query:"limit" minimum:"1" maximum:"10000" default:"200"`
	Search string       `query:"search" maxLength:"200" doc:"Part of a value, in any case."`
}

type previewPackInput struct {
	ID   actor.PackID `path:"id"`
	Body PackText
}

type fillPackInput struct {
	OnVersion
	ID   actor.PackID `path:"id"`
	Body struct {
		PackText
		SkipRefused bool `json:"skipRefused,omitempty" doc:"Go on without the pieces that can be no value; else one of them refuses all."`
	}
}

func (s *Server) packValueRoutes() {
	signedIn(s, failing(operation(http.MethodGet, "/packs/{id}/values", "listPackValues", "packs", "The values of a pack, in their order"),
		http.StatusNotFound), s.listPackValues)
	signedIn(s, large(failing(reading(operation(http.MethodPost, "/packs/{id}/preview", "previewPack", "packs", "What a text would make of the values of a pack")),
		http.StatusNotFound)), s.previewPack)
	signedIn(s, large(failing(acting(operation(http.MethodPut, "/packs/{id}/values", "fillPack", "packs", "Add, replace or remove values by a text"), audit.PackFilled),
		http.StatusNotFound, http.StatusConflict)), s.fillPack)
}

func (s *Server) listPackValues(ctx context.Context, a actor.Actor, in *listPackValuesInput) (*body[PackValues], error) {
	after, err := cursorOf[int](in.Cursor)
	if err != nil {
		return nil, err
	}
	from := 0
	if after != nil {
		from = *after + 1
	}
	found, total, err := s.deps.Packs.Values(ctx, a, in.ID, in.Search, from, in.Limit+1)
	if err != nil {
		return nil, err
	}
	page := pageOf(found, in.Limit, func(v pack.Placed) PackValue { return PackValue(v) }, func(v pack.Placed) int { return v.Place })
	return &body[PackValues]{PackValues{Page: page, Total: total}}, nil
}

func (s *Server) previewPack(ctx context.Context, a actor.Actor, in *previewPackInput) (*body[PackChange], error) {
	of, change, err := s.deps.Packs.Preview(ctx, a, in.ID, in.Body.source(), pack.Mode(in.Body.Mode))
	if err != nil {
		return nil, err
	}
	out, err := s.packChangeOf(ctx, a, of, change)
	return &body[PackChange]{out}, err
}

func (s *Server) fillPack(ctx context.Context, a actor.Actor, in *fillPackInput) (*versioned[PackChange], error) {
	version, err := in.revision()
	if err != nil {
		return nil, err
	}
	of, change, err := s.deps.Packs.Fill(ctx, a, in.ID, version, in.Body.source(), pack.Mode(in.Body.Mode), in.Body.SkipRefused)
	if err != nil {
		return nil, err
	}
	out, err := s.packChangeOf(ctx, a, of, change)
	return &versioned[PackChange]{ETag: etag(of.Version), Body: out}, err
}

func (t PackText) source() pack.Source {
	return pack.Source{Text: t.Text, Format: pack.Format(t.Format), Column: t.Column, Header: t.Header}
}

// Bounds of what an answer tells of a change.
const (
	valuesTold   = 100
	refusalsTold = 1000
	lettersTold  = 200 // of a piece of the text
)

func (s *Server) packChangeOf(ctx context.Context, a actor.Actor, of pack.Pack, c pack.Change) (PackChange, error) {
	clients, err := s.clientRefs(ctx, a)
	out := PackChange{
		Pack: packOf(of, clients), Format: string(c.Format), Columns: make([]PackColumn, len(c.Columns)), Column: c.Column, Header: c.Header,
		Read: c.Read, Added: len(c.Added), Removed: len(c.Removed), Unchanged: c.Unchanged, Present: len(c.Present), Duplicates: len(c.Duplicates), Absent: c.Absent,
		Refused: len(c.Refused), Size: c.Size,
		AddedFirst: first(c.Added), PresentFirst: first(c.Present), RemovedFirst: first(c.Removed),
		DuplicatesFirst: []PackDuplicate{}, Refusals: []PackRefusal{},
	}
	for i, column := range c.Columns {
		out.Columns[i] = PackColumn{Name: shortened(column.Name), Sample: shortened(column.Sample), Fitting: column.Fitting}
	}
	for _, d := range c.Duplicates[:min(len(c.Duplicates), valuesTold)] {
		out.DuplicatesFirst = append(out.DuplicatesFirst, PackDuplicate(d))
	}
	for _, r := range c.Refused[:min(len(c.Refused), refusalsTold)] {
		out.Refusals = append(out.Refusals, PackRefusal{Line: r.Line, Text: shortened(r.Text), Why: r.Why})
	}
	return out, err
}

// first is the beginning of a list of values.
func first(values []string) []string {
	return append([]string{}, values[:min(len(values), valuesTold)]...)
}

// shortened is the beginning of a piece of a text.
func shortened(text string) string {
	if runes := []rune(text); len(runes) > lettersTold {
		return string(runes[:lettersTold-1]) + "…"
	}
	return text
}
