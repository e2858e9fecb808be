package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/recomamp/recomamp/internal/actor"
)

// cancelTimeout bounds asking the server to cancel.
const cancelTimeout = 20 * time.Second

// leave ends following early. After Ctrl-C a person at a terminal is asked
// whether to cancel; everyone else learns the id of what goes on without us.
func (f *follower) leave(ctx context.Context, id actor.ExecutionID, reason error) error {
	f.progress.end()
	goesOn := fmt.Sprintf("execution %s goes on: %s/executions/%s", id, f.server, id)
	if ctx.Err() == nil {
		return fmt.Errorf("follow execution %s: %w\n%s", id, reason, goesOn)
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) || !term.IsTerminal(int(os.Stderr.Fd())) || !confirm(os.Stdin, id) {
		return errors.New(goesOn)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelTimeout)
	defer cancel()
	if _, err := f.server.Cancel(ctx, id); err != nil {
		return fmt.Errorf("cancel execution %s: %w\n%s", id, err, goesOn)
	}
	return fmt.Errorf("execution %s is being cancelled", id)
}

// confirm asks; a second Ctrl-C or the end of input is a no.
func confirm(in io.Reader, id actor.ExecutionID) bool {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	defer signal.Stop(interrupted)
	fmt.Fprintf(os.Stderr, "\nCancel execution %s? [y/N] ", id)
	answer := make(chan string, 1)
	go func() { // ends with the process when nobody answers
		line, err := bufio.NewReader(in).ReadString('\n')
		if err != nil {
			line = ""
		}
		answer <- strings.ToLower(strings.TrimSpace(line))
	}()
	select {
	case <-interrupted:
		fmt.Fprintln(os.Stderr)
		return false
	case line := <-answer:
		return line == "y" || line == "yes"
	}
}
