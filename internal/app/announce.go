package app

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/recomamp/recomamp/internal/config"
)

// announcement is left in the data folder so that commands beside the server
// find it.
type announcement struct {
	URL     string `json:"url"`   // for people
	Local   string `json:"local"` // for programs on this machine: no certificate to check
	Process int    `json:"process"`
}

func announcementPath(storage config.Storage) string {
	return filepath.Join(storage.DataDir, "server.json")
}

// announce writes down where the server answers.
func (a *App) announce(storage config.Storage) error {
	encoded, err := json.Marshal(announcement{URL: a.url, Local: a.local, Process: os.Getpid()})
	if err != nil {
		return fmt.Errorf("announce the server: %w", err)
	}
	if err := os.WriteFile(announcementPath(storage), encoded, 0o600); err != nil {
		return fmt.Errorf("announce the server: %w", err)
	}
	return nil
}

// announced returns where a server on the same data folder said it answers
// programs; it may have ended since. It is empty when none ever ran.
func announced(storage config.Storage) string {
	encoded, err := os.ReadFile(announcementPath(storage))
	if err != nil {
		return ""
	}
	var found announcement
	if json.Unmarshal(encoded, &found) != nil {
		return ""
	}
	return cmp.Or(found.Local, found.URL)
}
