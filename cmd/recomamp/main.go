// Command recomamp is the whole product in one binary; each subcommand has a file of its own.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones must resolve on machines without a zone database

	"github.com/alecthomas/kong"
)

// cli lists the subcommands. Exit codes: 0 good, 1 the thing asked for failed, 2 wrong usage.
type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the server: API, web app, background work and the sandbox."`
	Connect connectCmd `cmd:"" help:"Connect to the sandbox without a browser."`
	Token   tokenCmd   `cmd:"" help:"Manage API tokens."`
	Keys    keysCmd    `cmd:"" help:"See to the keys that seal secrets in the database."`
	Doctor  doctorCmd  `cmd:"" help:"Run the self-test: whether the program can do its work here."`
	Migrate migrateCmd `cmd:"" help:"Bring the database up to date."`
	Sandbox sandboxCmd `cmd:"" help:"Run AMC in a box alone, for any AMC client."`
	Run     runCmd     `cmd:"" help:"Run a query through a server and print its rows."`

	Execution executionCmd `cmd:"" help:"See, stop and repeat executions on a server."`
	SavedView savedViewCmd `cmd:"" help:"See and change saved views of results."`
	Cost      costCmd      `cmd:"" help:"See what clients cost."`
	Budget    budgetCmd    `cmd:"" help:"See and set what clients and queries may cost."`
	Rate      rateCmd      `cmd:"" help:"See and set what executions cost."`

	Instance instanceCmd `cmd:"" help:"See instances and their health."`

	Brand brandCmd `cmd:"" help:"See and change the brands of clients."`
	Pack  packCmd  `cmd:"" help:"See, make and fill packs of ASINs, campaigns and other values."`

	Dataset datasetCmd `cmd:"" help:"See and declare the uploaded data sets of instances."`

	User   userCmd   `cmd:"" help:"See, invite, disable and enable people."`
	SSO    ssoCmd    `cmd:"" name:"sso" help:"See, set and test the provider that people sign in with."`
	Group  groupCmd  `cmd:"" help:"See and change groups of people."`
	Grant  grantCmd  `cmd:"" help:"See, give and end access to clients and instances."`
	Access accessCmd `cmd:"" help:"Review who can see what, and why."`

	Approval approvalCmd `cmd:"" help:"See and decide what takes a second person."`

	Client clientCmd `cmd:"" help:"See clients, and have one leave."`

	Audit auditCmd `cmd:"" help:"Read, export and verify the audit log."`

	Schedule scheduleCmd `cmd:"" help:"See, apply, run and backfill schedules."`

	Retention retentionCmd `cmd:"" help:"See and set how long results are kept."`

	Notice  noticeCmd  `cmd:"" help:"See what needs a person."`
	Channel channelCmd `cmd:"" help:"See, add and test where notices are told."`

	SQL     sqlCmd     `cmd:"" name:"sql" help:"Check and lay out queries, offline."`
	Version versionCmd `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:]))
}

// run parses args and runs the chosen command, returning the exit code.
func run(ctx context.Context, args []string) int {
	var commands cli
	settings, err := readSettings()
	if err != nil {
		return report(usageError("%v", err))
	}
	parser, err := kong.New(&commands,
		kong.Name("recomamp"),
		kong.Description("One place for all Amazon Marketing Cloud instances of an agency."),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Resolvers(settings),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, "recomamp:", err)
		return exitUsage
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(os.Stderr, "recomamp:", err)
		return exitUsage
	}
	if err := command.Run(); err != nil {
		return report(err)
	}
	return exitOK
}
