package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/recomamp/recomamp/amcsandbox"
	"github.com/recomamp/recomamp/amcsandbox/fault"
)

type sandboxCmd struct {
	Addr       string             `help:"Address to listen on." default:"localhost:8788" env:"RECOMAMP_SANDBOX_ADDR"`
	DataDir    string             `help:"Folder of its state and data. Default: recomamp/sandbox below the user's cache folder." env:"RECOMAMP_SANDBOX_DATA_DIR"`
	Profile    amcsandbox.Profile `help:"How fast executions move: instant, demo or real." enum:"instant,demo,real" default:"demo"`
	Scale      float64            `help:"How much data, 1 being about half a million impressions per instance." default:"1"`
	Seed       uint64             `help:"What data and durations are drawn from." default:"1"`
	Faults     string             `help:"YAML file of fault rules." type:"existingfile"`
	AdminToken string             `help:"Token of /admin/. Default: made up once and kept." env:"RECOMAMP_SANDBOX_ADMIN_TOKEN"`
	Visibility time.Duration      `name:"visibility-delay" help:"How long a new execution is missing from reads." placeholder:"DURATION"`
	Redirect   []string           `help:"Allowed return address of the application; may be repeated. Default: /oauth/callback on this machine, any port."`

	ClientID     string `help:"Client id of the application. Default: the one every server takes a sandbox to have." env:"RECOMAMP_SANDBOX_CLIENT_ID"`
	ClientSecret string `help:"Client secret of the application." env:"RECOMAMP_SANDBOX_CLIENT_SECRET"`
}

// Run serves until interrupted.
func (cmd *sandboxCmd) Run(ctx context.Context) error {
	config, err := cmd.config()
	if err != nil {
		return err
	}
	sandbox, err := amcsandbox.New(config)
	if err != nil {
		return err
	}
	defer sandbox.Stop() //nolint:errcheck // the folder is consistent at any instant
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", cmd.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", cmd.Addr, err)
	}
	sandbox.Start(ctx)
	server := &http.Server{Handler: sandbox, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()

	app := sandbox.App()
	fmt.Printf("sandbox        http://%s\nclient id      %s\nclient secret  %s\nadmin token    %s\n",
		listener.Addr(), app.ClientID, app.ClientSecret, sandbox.AdminToken())
	select {
	case err := <-served:
		return fmt.Errorf("serve sandbox: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("stop sandbox: %w", err)
	}
	return nil
}

func (cmd *sandboxCmd) config() (amcsandbox.Config, error) {
	config := amcsandbox.Config{
		Dir: cmd.DataDir, Profile: cmd.Profile, Scale: cmd.Scale, Seed: cmd.Seed, AdminToken: cmd.AdminToken,
		App:     amcsandbox.App{ClientID: cmd.ClientID, ClientSecret: cmd.ClientSecret, RedirectURLs: cmd.Redirect},
		Options: amcsandbox.Options{VisibilityDelay: cmd.Visibility},
	}
	if config.App.ClientID == "" && config.App.ClientSecret == "" {
		config.App.ClientID, config.App.ClientSecret = amcsandbox.DefaultClientID, amcsandbox.DefaultClientSecret
	}
	if config.Dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return config, usageError("give --data-dir: %s", err)
		}
		config.Dir = filepath.Join(cache, "recomamp", "sandbox")
	}
	if cmd.Faults != "" {
		text, err := os.ReadFile(cmd.Faults)
		if err != nil {
			return config, fmt.Errorf("read fault rules: %w", err)
		}
		if config.Faults, err = fault.Parse(text); err != nil {
			return config, usageError("%s: %s", cmd.Faults, err)
		}
	}
	return config, nil
}
