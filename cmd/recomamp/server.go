package main

import "github.com/recomamp/recomamp/internal/apiclient"

// serverFlags say which server a command speaks to, and as whom.
type serverFlags struct {
	URL   string `name:"url" env:"RECOMAMP_URL" default:"http://localhost:8484" help:"Address of the server."`
	Token string `env:"RECOMAMP_TOKEN" hidden:"" help:"API token."`
}

// client is the API of the server.
func (f serverFlags) client() (*apiclient.Client, error) {
	if f.Token == "" {
		return nil, usageError("RECOMAMP_TOKEN is not set; make a token with: recomamp token create --email YOU --name cli")
	}
	server, err := apiclient.New(f.URL, f.Token)
	if err != nil {
		return nil, usageError("%v", err)
	}
	return server, nil
}
