package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// lookAgain is how often the files of the certificate are looked at.
const lookAgain = 10 * time.Second

// certificate is what the program answers https with. It follows its files:
// whoever renews them need not start the program again. It is safe for
// concurrent use.
type certificate struct {
	certFile, keyFile string
	logger            *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	read   fileTimes
	looked time.Time
}

// fileTimes tell whether files have changed.
type fileTimes struct{ cert, key time.Time }

// loadCertificate reads the certificate, or says what is wrong with its files.
func loadCertificate(certFile, keyFile string, logger *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, logger: logger, looked: time.Now()}
	return c, c.load()
}

func (c *certificate) load() error {
	changed, err := c.changed()
	if err != nil {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return fmt.Errorf("read the certificate %s and its key %s: %w", c.certFile, c.keyFile, err)
	}
	c.pair, c.read = &pair, changed
	return nil
}

func (c *certificate) changed() (at fileTimes, err error) {
	for file, when := range map[string]*time.Time{c.certFile: &at.cert, c.keyFile: &at.key} {
		info, err := os.Stat(file)
		if err != nil {
			return at, fmt.Errorf("read the certificate: %w", err)
		}
		*when = info.ModTime()
	}
	return at, nil
}

// config is the TLS of a server.
func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(time.Now()), nil },
	}
}

// current is the certificate as its files hold it; the one before when they
// cannot be read, as in the middle of a renewal.
func (c *certificate) current(now time.Time) *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Sub(c.looked) < lookAgain {
		return c.pair
	}
	c.looked = now
	if at, err := c.changed(); err == nil && at == c.read {
		return c.pair
	}
	if err := c.load(); err != nil {
		c.logger.Warn("the certificate was not read again", slog.Any("error", err))
		return c.pair
	}
	c.logger.Info("the certificate was read again", slog.String("file", c.certFile))
	return c.pair
}
