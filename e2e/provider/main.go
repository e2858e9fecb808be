// Command provider serves an OpenID provider on loopback for the journeys. It
// prints its issuer on one line and ends with its standard input.
//
//	provider RETURN-ADDRESS NAME=MAIL…
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/recomamp/recomamp/internal/sso/ssotest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it ends with the process
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return fmt.Errorf("read own address: %w", err)
	}
	issuer := "http://localhost:" + port
	provider, err := ssotest.New(issuer, args[0])
	if err != nil {
		return err
	}
	for _, one := range args[1:] {
		name, mail, _ := strings.Cut(one, "=")
		provider.Add(name, mail, true)
	}
	server := &http.Server{Handler: provider, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		io.Copy(io.Discard, os.Stdin) //nolint:errcheck // whoever started it has gone
		server.Close()                //nolint:errcheck // nothing is lost with it
	}()
	fmt.Fprintln(os.Stdout, issuer)
	if err := server.Serve(listener); err != http.ErrServerClosed { //nolint:errorlint // it is that one itself
		return err
	}
	return nil
}
