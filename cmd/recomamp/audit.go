package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/recomamp/recomamp/internal/apiclient"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/httpapi"
)

type auditCmd struct {
	List   auditListCmd   `cmd:"" help:"List who did what, newest first."`
	Export auditExportCmd `cmd:"" help:"Write the audit log to a file."`
	Verify auditVerifyCmd `cmd:"" help:"Look whether the audit log in the database is whole and unchanged."`
}

// atMachine notes that something is done at the command line of the machine itself.
func atMachine(ctx context.Context) context.Context {
	return audit.WithOrigin(ctx, audit.Origin{Via: audit.ByCommand})
}

// auditScope narrows the log.
type auditScope struct {
	Person   string   `help:"Who acted: an id, an e-mail address, or me."`
	Act      []string `placeholder:"ACT" help:"Only such acts, such as grant.given; may be given several times."`
	Outcome  string   `enum:"done,refused," default:"" help:"done or refused."`
	Object   string   `placeholder:"ID" help:"What was acted on."`
	Client   string   `placeholder:"ID" help:"What belongs to a client."`
	Instance string   `placeholder:"ID" help:"What belongs to an instance."`
	Request  string   `placeholder:"ID" help:"What one request did."`
	From     string   `help:"Done then or later: a date, or an instant in RFC 3339."`
	To       string   `help:"Done before: a date, or an instant in RFC 3339."`
	Zone     string   `help:"IANA zone of the dates; UTC when absent."`
}

func (s auditScope) filter() apiclient.AuditFilter {
	return apiclient.AuditFilter{
		Person: s.Person, Acts: s.Act, Outcome: s.Outcome, Object: s.Object, Client: s.Client, Instance: s.Instance,
		Request: s.Request, From: s.From, To: s.To, Zone: s.Zone,
	}
}

type auditListCmd struct {
	auditScope

	Limit int  `default:"50" help:"How many at most."`
	JSON  bool `name:"json" help:"Print JSON."`

	serverFlags
}

// Run prints entries.
func (c auditListCmd) Run(ctx context.Context) error {
	if c.Limit < 1 {
		return usageError("--limit must be at least 1")
	}
	server, err := c.client()
	if err != nil {
		return err
	}
	found, err := server.AuditEntries(ctx, c.filter(), c.Limit)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(os.Stdout, found)
	}
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "AT (UTC)\tWHO\tWHAT\tOBJECT\tOUTCOME\tCLIENT\tFROM\tID")
	for _, e := range found {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", e.At.UTC().Format(time.DateTime), auditWho(e.Actor), e.Act, e.Object.Name,
			strings.TrimSpace(string(e.Outcome)+" "+e.Code), auditOn(e), e.Address, e.ID)
	}
	return table.Flush()
}

func auditWho(a httpapi.AuditActor) string {
	switch a.Kind {
	case "nobody":
		return "nobody"
	case "system":
		return "RecomAMP (" + a.Name + ")"
	default:
		return a.Name
	}
}

func auditOn(e httpapi.AuditEntry) string {
	switch {
	case e.Instance != nil:
		return e.Instance.Name
	case e.Client != nil:
		return e.Client.Name
	default:
		return "-"
	}
}

type auditExportCmd struct {
	auditScope

	Format string `enum:"csv,ndjson" default:"csv" help:"csv or ndjson."`
	Out    string `short:"o" placeholder:"FILE" help:"File to write; stdout when absent."`

	serverFlags
}

// Run writes the file; a part of one is not left behind.
func (c auditExportCmd) Run(ctx context.Context) (err error) {
	server, err := c.client()
	if err != nil {
		return err
	}
	log, err := server.ExportAudit(ctx, c.filter(), c.Format)
	if err != nil {
		return err
	}
	defer log.Close()
	if c.Out == "" {
		_, err = io.Copy(os.Stdout, log)
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(c.Out), ".audit-*")
	if err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	defer os.Remove(file.Name())
	_, err = io.Copy(file, log)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("write the audit log: %w", err)
	}
	return os.Rename(file.Name(), c.Out)
}
