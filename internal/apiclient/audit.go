package apiclient

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/recomamp/recomamp/internal/httpapi"
)

// AuditFilter narrows the audit log. Its words are those of the API.
type AuditFilter struct {
	Person, Outcome, Object, Client, Instance, Request, From, To, Zone string
	Acts                                                               []string
}

func (f AuditFilter) words() url.Values {
	words := url.Values{}
	for name, value := range map[string]string{
		"person": f.Person, "act": strings.Join(f.Acts, ","), "outcome": f.Outcome, "object": f.Object, "client": f.Client,
		"instance": f.Instance, "request": f.Request, "from": f.From, "to": f.To, "zone": f.Zone,
	} {
		if value != "" {
			words.Set(name, value)
		}
	}
	return words
}

// AuditEntries lists the newest entries of the audit log, at most so many.
func (c *Client) AuditEntries(ctx context.Context, f AuditFilter, most int) ([]httpapi.AuditEntry, error) {
	words, found := f.words(), []httpapi.AuditEntry{}
	for len(found) < most {
		var page httpapi.Page[httpapi.AuditEntry]
		words.Set("limit", strconv.Itoa(min(most-len(found), 200)))
		if err := c.call(ctx, http.MethodGet, "/audit-entries?"+words.Encode(), nil, nil, &page); err != nil {
			return nil, err
		}
		found = append(found, page.Items...)
		if page.NextCursor == "" {
			break
		}
		words.Set("cursor", page.NextCursor)
	}
	return found, nil
}

// ExportAudit opens the audit log as a file. Reading it fails when the server
// breaks off before the end.
func (c *Client) ExportAudit(ctx context.Context, f AuditFilter, format string) (io.ReadCloser, error) {
	words := f.words()
	words.Set("format", format)
	body, err := c.open(ctx, http.MethodGet, "/audit-entries/export?"+words.Encode(), nil, nil)
	if err != nil {
		return nil, err
	}
	return exported{body, c}, nil
}
