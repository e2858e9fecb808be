package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/result"
)

const (
	rowCountHeader = "X-Row-Count"
	checksumHeader = "X-Checksum-Sha256"
)

// exportResult streams the whole result. What can go wrong is tried before the
// first byte; later trouble breaks the connection, so that nobody takes a part
// for the whole.
func (s *Server) exportResult(ctx context.Context, a actor.Actor, in *exportInput) (*huma.StreamResponse, error) {
	found, e, err := s.deps.Executions.Result(ctx, a, in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := s.deps.Results.Page(ctx, found, 0, 1); err != nil {
		return nil, err
	}
	params := result.ExportParams{Format: result.Format(in.Format), Raw: in.Raw}
	err = s.deps.Audit.Record(ctx, a, audit.What{
		Act: audit.ResultExported, ID: string(e.ID), Name: e.QueryName, InstanceID: e.InstanceID,
		Changes: audit.Changes{}.Is("format", in.Format).Is("rows", found.RowCount),
	})
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", params.Format.MediaType())
		hc.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(e, params)}))
		hc.SetHeader("X-Content-Type-Options", "nosniff")
		hc.SetHeader(rowCountHeader, strconv.FormatInt(found.RowCount, 10))
		hc.SetHeader("Trailer", checksumHeader)
		written, err := s.deps.Results.Export(hc.Context(), found, params, hc.BodyWriter())
		if err != nil {
			if hc.Context().Err() == nil {
				s.deps.Logger.ErrorContext(hc.Context(), "export broke off", slog.String("execution", string(e.ID)), slog.Any("error", err))
			}
			panic(http.ErrAbortHandler)
		}
		hc.SetHeader(checksumHeader, written.Checksum)
	}}, nil
}

// fileName says what the file holds, in letters that no system minds.
func fileName(e *execution.Detail, p result.ExportParams) string {
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
	if p.Format == result.CSV && p.Raw {
		kind = "_raw"
	}
	return fmt.Sprintf("%.80s_%.10s_%.10s%s.%s", name, e.LocalStart, e.LocalEnd, kind, p.Format)
}
