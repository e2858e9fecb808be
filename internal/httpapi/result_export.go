package httpapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/access"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/framed"
	"github.com/recomamp/recomamp/internal/result"
)

const (
	rowCountHeader = "X-Row-Count"
	checksumHeader = "X-Checksum-Sha256"
	noticeHeader   = "X-Notice"
)

func exportOperation() huma.Operation {
	op := failing(sensitiveWhen(acting(operation(http.MethodGet, "/executions/{id}/export", "exportResult", "results", "The result, or a view of it, as a file"), audit.ResultExported),
		access.LargeExport, "it has more rows than the organisation has set"), http.StatusNotFound)
	content := map[string]*huma.MediaType{framed.MediaType: {Schema: &huma.Schema{
		Type: huma.TypeString, Format: "binary", Description: "Frames of one letter for the kind, four bytes for the length (big-endian) and as many bytes: D part of the file, " +
			"P {rows} so far, E {rows, bytes, checksum, notices} at its end, F {code, message, next} when it broke off. Without E the file is not whole.",
	}}}
	for _, format := range result.Formats {
		media, _, _ := strings.Cut(format.MediaType(), ";")
		content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The file. X-Row-Count tells its rows in advance, of the view where one was asked for; the trailer X-Checksum-Sha256 its digest at the end, and X-Notice where it differs from the rows. " +
			"A connection that closes without the end of the body means that it is incomplete.",
		Content: content,
	}}
	return op
}

// exported is what goes out: every row as stored, or those of a view.
type exported struct {
	of      *result.Result
	columns int
	rows    int64
	isView  bool
	write   func(context.Context, result.ExportParams, io.Writer) (result.Summary, error)
}

// toExport opens what is asked for, having built the view where there is one.
func (s *Server) toExport(ctx context.Context, found *result.Result, in ViewInput) (exported, error) {
	view, err := in.read()
	if err != nil {
		return exported{}, err
	}
	if view.IsZero() {
		write := func(ctx context.Context, p result.ExportParams, w io.Writer) (result.Summary, error) {
			return s.deps.Results.Export(ctx, found, p, w)
		}
		_, err := s.deps.Results.Page(ctx, found, 0, 1)
		return exported{of: found, columns: len(found.Columns), rows: found.RowCount, write: write}, err
	}
	source, err := s.deps.Results.ViewSource(ctx, found, view)
	write := func(_ context.Context, p result.ExportParams, w io.Writer) (result.Summary, error) {
		return result.ExportRows(source, p, w)
	}
	return exported{of: found, columns: len(source.Columns), rows: source.Count, isView: true, write: write}, atViewQuery(err)
}

// exportResult streams the result. What can go wrong is tried before the
// first byte; later trouble breaks the connection, or is told in a frame, so
// that nobody takes a part for the whole.
func (s *Server) exportResult(ctx context.Context, a actor.Actor, in *exportInput) (*huma.StreamResponse, error) {
	found, e, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	params := result.ExportParams{Format: result.Format(in.Format), Raw: in.Raw && result.Format(in.Format) == result.CSV}
	out, err := s.toExport(ctx, found, in.ViewInput)
	if err != nil {
		return nil, err
	}
	if err := params.Format.Fits(out.columns); err != nil {
		return nil, err
	}
	if err := s.deps.Access.NeedProof(ctx, a, access.LargeExport, out.rows); err != nil {
		return nil, err
	}
	if err := s.secondForExport(ctx, a, e, in.Format, out.rows); err != nil {
		return nil, err
	}
	changes := audit.Changes{}.Is("format", in.Format).Is("rows", out.rows).Is("part", partChoice(out.isView))
	if params.Format == result.CSV {
		changes = changes.Is("formulas", formulaChoice(params.Raw))
	}
	err = s.deps.Audit.Record(ctx, a, audit.What{
		Act: audit.ResultExported, ID: string(e.ID), Name: e.QueryName, InstanceID: e.InstanceID, Changes: changes,
	})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(e, params, out.isView)}))
		hc.SetHeader("X-Content-Type-Options", "nosniff")
		hc.SetHeader(rowCountHeader, strconv.FormatInt(out.rows, 10))
		if in.Framed {
			s.exportFramed(hc, out, params)
		} else {
			s.exportPlain(hc, out, params)
		}
	}}, nil
}

// formulaChoice is how the audit log calls it.
func formulaChoice(raw bool) string {
	if raw {
		return "as stored"
	}
	return "safe for spreadsheets"
}

// partChoice is how the audit log calls what was exported of the result.
func partChoice(isView bool) string {
	if isView {
		return "a view"
	}
	return "everything"
}

func (s *Server) exportPlain(hc huma.Context, of exported, params result.ExportParams) {
	hc.SetHeader("Content-Type", params.Format.MediaType())
	hc.SetHeader("Trailer", checksumHeader+", "+noticeHeader)
	written, err := of.write(hc.Context(), params, hc.BodyWriter())
	if err != nil {
		s.brokeOff(hc.Context(), of.of, err)
		panic(http.ErrAbortHandler)
	}
	hc.SetHeader(checksumHeader, written.Checksum)
	hc.SetHeader(noticeHeader, strings.Join(written.Notices, " "))
}

func (s *Server) exportFramed(hc huma.Context, of exported, params result.ExportParams) {
	hc.SetHeader("Content-Type", framed.MediaType)
	ctx, stop := context.WithCancelCause(hc.Context())
	defer stop(nil)
	out := framed.NewWriter(hc.BodyWriter())
	params.Progress = func(rows int64) {
		if err := out.Progress(framed.Progress{Rows: rows}); err != nil {
			stop(err)
		}
	}
	written, err := of.write(ctx, params, out)
	if err == nil {
		err = out.End(framed.End{Rows: written.Rows, Bytes: written.Bytes, Checksum: written.Checksum, Notices: written.Notices})
	}
	if err == nil {
		return
	}
	s.brokeOff(hc.Context(), of.of, err)
	failure := framed.Failure{Code: "export.broke_off", Message: "The export broke off.", Next: "Try again; nothing of the result is lost."}
	if told, ok := errors.AsType[*fault.Error](err); ok {
		failure = framed.Failure{Code: told.Code, Message: told.Message, Next: told.Next}
	}
	if out.Fail(failure) != nil {
		panic(http.ErrAbortHandler)
	}
}

// brokeOff logs an export that failed, unless whoever asked has gone.
func (s *Server) brokeOff(ctx context.Context, found *result.Result, err error) {
	if ctx.Err() == nil {
		s.deps.Logger.ErrorContext(ctx, "export broke off", slog.String("execution", string(found.ExecutionID)), slog.Any("error", err))
	}
}

// fileName says what the file holds, in letters that no system minds.
func fileName(e *execution.Detail, p result.ExportParams, isView bool) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_':
			return r
		default:
			return '-'
		}
	}, e.QueryName), "-.")
	if name == "" {
		name = "result"
	}
	kind := ""
	if isView {
		kind = "_view"
	}
	if p.Format == result.CSV && p.Raw {
		kind += "_raw"
	}
	return fmt.Sprintf("%.80s_%.10s_%.10s%s.%s", name, e.LocalStart, e.LocalEnd, kind, p.Format.Extension())
}
