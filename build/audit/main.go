package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"time"
)

const (
	exitClean     = 0
	exitFound     = 1
	exitUnchecked = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, ".", os.Stdout))
}

// run looks at everything in the repository at root and tells of it on out.
func run(ctx context.Context, root string, out io.Writer) int {
	checked, found, unchecked := 0, 0, 0
	for _, each := range []source{
		goVulnerabilities{root: root},
		npmVulnerabilities{root: root, folder: "web"},
		npmVulnerabilities{root: root, folder: "e2e"},
		npmVulnerabilities{root: root, folder: "bench/web"},
	} {
		problems, err := each.look(ctx)
		if err != nil {
			unchecked++
			fmt.Fprintf(out, "audit: could not look at %s: %v\n", each, err)
			fmt.Fprintf(out, "    %s\n", reach(ctx, each.host(ctx)))
			continue
		}
		checked++
		found += len(problems)
		fmt.Fprintf(out, "audit: %s: %d known vulnerabilities\n", each, len(problems))
		for _, problem := range problems {
			fmt.Fprintf(out, "    %s\n", problem)
		}
	}
	fmt.Fprintf(out, "audit: checked=%d vulnerabilities=%d unchecked=%d\n", checked, found, unchecked)
	switch {
	case found > 0:
		return exitFound
	case unchecked > 0:
		return exitUnchecked
	}
	return exitClean
}

// source knows the vulnerabilities of some of what we depend on.
type source interface {
	fmt.Stringer                                // what is looked at
	look(ctx context.Context) ([]string, error) // one line for each vulnerability
	host(ctx context.Context) string            // the address that its answers come from
}

// reach tells whether host can be reached from here. The answer of a tool that
// failed is for those who know the tool; this one is for everybody.
func reach(ctx context.Context, host string) string {
	ctx, cancel := context.WithTimeoutCause(ctx, 10*time.Second, errors.New("no answer within 10 s"))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, host, http.NoBody)
	if err != nil {
		return fmt.Sprintf("Its data come from %s, which is no address: %v", host, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Sprintf("Its data come from %s, which cannot be reached from here: %v", host, errors.Join(err, context.Cause(ctx)))
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Sprintf("Its data come from %s, which cannot be used from here: it answers %s", host, response.Status)
	}
	return fmt.Sprintf("Its data come from %s, which can be reached, so the reason is the one above.", host)
}
