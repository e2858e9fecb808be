package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/database"
)

type auditVerifyCmd struct {
	config.Storage
	config.Log
	Head string `placeholder:"NUMBER:HASH" help:"The head that an earlier run printed: tells when the end of the log was cut off or the log made anew."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// auditReport is what verify prints as JSON.
type auditReport struct {
	Good     bool            `json:"good"`
	Entries  int64           `json:"entries"`
	Batches  int64           `json:"batches"`
	Waiting  int64           `json:"waiting"`
	Head     string          `json:"head,omitempty"`
	SealedAt *time.Time      `json:"sealedAt,omitempty"`
	Problems []audit.Problem `json:"problems"`
	More     int             `json:"more,omitempty"`
}

// Run reads the database itself, whether a server runs or not, and changes nothing.
func (c *auditVerifyCmd) Run(ctx context.Context) error {
	if err := c.Check(); err != nil {
		return usageError("%v", err)
	}
	known := audit.Head{}
	if c.Head != "" {
		var err error
		if known, err = audit.ParseHead(c.Head); err != nil {
			return usageError("--head is not of the form NUMBER:HASH, as this command prints it")
		}
	}
	db, err := database.Open(ctx, c.Database())
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Check(ctx); err != nil {
		return err
	}
	log := audit.New(audit.Dependencies{DB: db, Clock: clock.System{}, Logger: slog.New(slog.DiscardHandler)}, audit.Config{})
	report, err := log.Verify(ctx, known)
	if err != nil {
		return err
	}
	if err := c.print(report); err != nil {
		return err
	}
	if !report.Good() {
		return fmt.Errorf("the audit log is not as it was written (problems: %d)", len(report.Problems)+report.More)
	}
	return nil
}

func (c *auditVerifyCmd) print(r audit.Report) error {
	if c.JSON {
		out := auditReport{
			Good: r.Good(), Entries: r.Entries, Batches: r.Batches, Waiting: r.Waiting, Head: r.Head.String(), Problems: r.Problems, More: r.More,
		}
		if out.Problems == nil {
			out.Problems = []audit.Problem{}
		}
		if !r.SealedAt.IsZero() {
			out.SealedAt = new(r.SealedAt.UTC())
		}
		return printJSON(os.Stdout, out)
	}
	for _, p := range r.Problems {
		fmt.Fprintln(os.Stdout, p.Message)
	}
	if r.More > 0 {
		fmt.Fprintf(os.Stdout, "And %d more.\n", r.More)
	}
	fmt.Fprintf(os.Stdout, "%d entries in %d batches", r.Entries, r.Batches)
	if !r.SealedAt.IsZero() {
		fmt.Fprintf(os.Stdout, ", sealed up to %s UTC", r.SealedAt.UTC().Format(time.DateTime))
	}
	fmt.Fprintf(os.Stdout, "; %d wait to be sealed.\n", r.Waiting)
	if head := r.Head.String(); head != "" {
		fmt.Fprintf(os.Stdout, "Head: %s\n", head)
	}
	return nil
}
