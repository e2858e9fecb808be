package app

import (
	"log/slog"
	"net/url"

	"github.com/recomamp/recomamp/internal/config"
	"github.com/recomamp/recomamp/internal/logging"
)

// safeLogger keeps secrets out of the log, those of the settings by their text.
func safeLogger(base *slog.Logger, storage config.Storage, amazon config.Amazon, site config.Site, more ...string) *slog.Logger {
	secrets := append([]string{storage.Keyset, amazon.ClientSecret, amazon.SandboxAdminToken, site.OwnerPassword}, more...)
	for _, address := range []string{storage.DatabaseURL, storage.BlobURL} {
		parsed, err := url.Parse(address)
		if err != nil || parsed.User == nil {
			continue
		}
		if password, given := parsed.User.Password(); given {
			secrets = append(secrets, password)
		}
	}
	return logging.New(base, secrets...)
}
