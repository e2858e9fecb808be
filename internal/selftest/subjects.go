package selftest

import (
	"context"
	"time"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/audit"
	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/connection"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/execution"
	"github.com/recomamp/recomamp/internal/instance"
	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/notify"
	"github.com/recomamp/recomamp/internal/result"
	"github.com/recomamp/recomamp/internal/schedule"
	"github.com/recomamp/recomamp/internal/seal"
)

// Subjects are what is looked at. Without a database there is nothing but what
// stands before it here.
type Subjects struct {
	Storage config.Storage
	Site    config.Site
	Address string // by which people reach the program
	Sandbox bool   // stands in for Amazon
	Now     func() time.Time
	// NoAmazon is why Amazon is not asked; empty when it is.
	NoAmazon string

	DB          *database.DB
	Box         *seal.Box
	Keys        *keyring.Service
	Results     *result.Service
	Connections *connection.Service
	Instances   *instance.Service
	Executions  *execution.Service
	Schedules   *schedule.Service
	Notices     *notify.Service
	Audit       *audit.Service
}

// still are the checks of what stands still: they need no server that runs.
func (s Subjects) still() []Check {
	return []Check{
		checkDatabase(s.DB), checkRowSecurity(s.DB), checkClock(s.DB),
		checkKeys(s.Storage.Keys(), s.Box, s.Keys), checkDataFolder(s.Storage.DataDir), checkResults(s.Results), checkCache(s.Results),
		checkZones(), checkSite(s.Site, s.Address, s.Now), checkChannels(s.Notices),
	}
}

// prober runs queries.
func (s Subjects) prober(works bool) prober {
	return prober{instances: s.Instances, executions: s.Executions, results: s.Results, sandbox: s.Sandbox, works: works}
}

// Local are the checks that can be done beside a server, or without one.
func (s Subjects) Local(ctx context.Context) ([]Check, error) {
	amazon := []Check{leftOut("amazon", "Amazon answers", s.NoAmazon)}
	if s.NoAmazon == "" {
		var err error
		if amazon, err = checkConnections(ctx, s.Connections, s.Sandbox); err != nil {
			return nil, err
		}
	}
	checks := append(s.still(), checkAuditAlone(s.Audit))
	checks = append(checks, amazon...)
	return append(checks, leftOut("work", "Background work is done", byServer), leftOut("schedules", "Schedules are followed", byServer),
		leftOut("query", "A query runs from end to end", byServer)), nil
}

const byServer = "Only a running server can say so. Set RECOMAMP_TOKEN to ask it."

// WithoutDatabase are the checks that are left when the database cannot be used,
// because of why.
func (s Subjects) WithoutDatabase(why error) []Check {
	return s.without("Could not be checked without the database.", func(ctx context.Context) Finding {
		return troubled(ctx, why, "The database cannot be used; nothing works without it.", "Check that it runs, and the address in RECOMAMP_DATABASE_URL.")
	})
}

// WithoutFolder are the checks that are left when the database can be used and
// there is no data folder: keys and copies of results would be in it.
func (s Subjects) WithoutFolder() []Check {
	return s.without("Could not be checked without the data folder.", func(context.Context) Finding {
		return good("The database answers; its schema is the one of this program.")
	})
}

// without are the checks that need neither services nor keys.
func (s Subjects) without(needs string, database func(context.Context) Finding) []Check {
	checks := []Check{
		{Name: "database", Title: "Database answers, schema is current", Run: database},
		checkDataFolder(s.Storage.DataDir), checkZones(), checkSite(s.Site, s.Address, s.Now),
	}
	for _, left := range [][2]string{
		{"row_security", "Row level security holds"},
		{"clock", "Clock agrees with the database"},
		{"keys", "Encryption keys seal and open"},
		{"results", "Storage of results works"},
		{"cache", "Unsealed copies are private"},
		{"channels", "Somebody is told of trouble"},
		{"audit", "Audit log is sealed"},
		{"amazon", "Amazon answers"},
		{"work", "Background work is done"},
		{"schedules", "Schedules are followed"},
		{"query", "A query runs from end to end"},
	} {
		checks = append(checks, leftOut(left[0], left[1], needs))
	}
	return checks
}

func leftOut(name, title, why string) Check {
	return Check{Name: name, Title: title, Run: func(context.Context) Finding { return notApplicable("%s", why) }}
}

// running are the checks of a server that runs, in the order of who needs whom.
func (s *Service) running(ctx context.Context, a actor.Actor, id actor.SelfTestID, p Params) ([]Check, error) {
	amazon, err := checkConnections(ctx, s.Connections, s.Sandbox)
	if err != nil {
		return nil, err
	}
	checks := append(s.still(), s.checkWork(id), checkSchedules(s.Schedules, s.Now), checkAudit(s.Audit, id))
	checks = append(checks, amazon...)
	return append(checks, s.prober(true).check(a, p.InstanceID, p.Origin)), nil
}
