package httpapi

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"iter"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
)

type exportAuditInput struct {
	AuditFilter

	Format string `query:"format" enum:"csv,ndjson" default:"csv" doc:"ndjson has one entry as JSON in each line."`
}

func exportAuditOperation() huma.Operation {
	op := failing(acting(operation(http.MethodGet, "/audit-entries/export", "exportAuditEntries", "audit", "The audit log as a file, newest first"), audit.AuditExported),
		http.StatusForbidden, http.StatusNotFound)
	op.Responses = map[string]*huma.Response{"200": {
		Description: "The file. A connection that closes without the end of the body means that it is incomplete.",
		Content: map[string]*huma.MediaType{
			"text/csv":             {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
			"application/x-ndjson": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		},
	}}
	return op
}

// exportAudit streams the log page by page. What goes wrong after the first byte
// breaks the connection, so that nobody takes a part for the whole.
func (s *Server) exportAudit(ctx context.Context, a actor.Actor, in *exportAuditInput) (*huma.StreamResponse, error) {
	filter, err := s.auditFilter(ctx, a, &in.AuditFilter)
	if err != nil {
		return nil, err
	}
	entries, err := s.deps.Audit.Export(ctx, a, filter, in.Format)
	if err != nil {
		return nil, err
	}
	write, media := writeAuditCSV, "text/csv; charset=utf-8"
	if in.Format == "ndjson" {
		write, media = writeAuditLines, "application/x-ndjson"
	}
	name := "audit-" + s.deps.Clock.Now().Format("20060102-150405") + "." + in.Format
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		hc.SetHeader("Content-Type", media)
		hc.SetHeader("Content-Disposition", `attachment; filename="`+name+`"`)
		if err := write(hc, auditEntryFor(a), entries); err != nil {
			if hc.Context().Err() == nil {
				s.deps.Logger.ErrorContext(hc.Context(), "export of the audit log broke off", slog.Any("error", err))
			}
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

func writeAuditLines(hc huma.Context, show func(audit.Shown) AuditEntry, entries iter.Seq2[audit.Shown, error]) error {
	out := json.NewEncoder(hc.BodyWriter())
	for e, err := range entries {
		if err != nil {
			return err
		}
		if err := out.Encode(show(e)); err != nil {
			return err
		}
	}
	return nil
}

var auditColumns = []string{
	"at", "act", "outcome", "code", "actor", "person_id", "role", "via", "via_id", "object", "object_id", "object_name",
	"client", "client_id", "instance", "instance_id", "address", "request_id", "changes", "id", "place", "batch", "sealed_at",
}

func writeAuditCSV(hc huma.Context, show func(audit.Shown) AuditEntry, entries iter.Seq2[audit.Shown, error]) error {
	out := csv.NewWriter(hc.BodyWriter())
	if err := out.Write(auditColumns); err != nil {
		return err
	}
	for e, err := range entries {
		if err != nil {
			return err
		}
		shown := show(e)
		row := []string{
			e.At.UTC().Format(time.RFC3339Nano), string(e.Act), string(e.Outcome), e.Code, e.ActorName, string(e.PersonID), string(e.Role),
			string(e.Via), e.ViaID, string(e.ObjectKind), e.ObjectID, e.ObjectName, e.ClientName, string(e.ClientID), e.InstanceName,
			string(e.InstanceID), e.Address, string(e.RequestID), e.Changes, string(e.ID), numberText(shown.Place), numberText(shown.Batch), timeText(e.SealedAt.Time),
		}
		for i := range row {
			row[i] = harmless(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func numberText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
