package amcsandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/recomamp/recomamp/amcsandbox/fault"
	"github.com/recomamp/recomamp/amcsandbox/internal/lwa"
	"github.com/recomamp/recomamp/amcsandbox/internal/store"
)

// Sandbox is AMC in a box. Start it before serving, Stop it after.
type Sandbox struct {
	config Config
	store  *store.Store
	lwa    *lwa.Server
	faults *fault.Set
	mux    *http.ServeMux
	engine Engine
	// signingKey makes download links.
	signingKey []byte

	// offset is how far the admin endpoint moved the clock, in nanoseconds.
	offset atomic.Int64
	// dataReadyAt is when executions could first start; nil before.
	dataReadyAt atomic.Pointer[time.Time]

	throttle throttle
	progress progress
	work     worker
	stopOnce sync.Once
}

// New opens the folder and makes its accounts and instances when they are not
// there. Nothing runs before Start.
func New(config Config) (*Sandbox, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(config.Dir, resultsFolder), 0o700); err != nil {
		return nil, fmt.Errorf("make sandbox folder: %w", err)
	}
	ctx := context.Background()
	state, err := store.Open(ctx, filepath.Join(config.Dir, "sandbox.db"))
	if err != nil {
		return nil, err
	}
	s := &Sandbox{config: config, store: state, engine: config.Engine}
	if err := s.prepare(ctx); err != nil {
		state.Close()
		return nil, fmt.Errorf("prepare sandbox: %w", err)
	}
	return s, nil
}

func (s *Sandbox) prepare(ctx context.Context) (err error) {
	if err := s.store.Write(ctx, s.loadSettings); err != nil {
		return err
	}
	if err := s.store.Write(ctx, s.seed); err != nil {
		return err
	}
	if s.faults, err = fault.NewSet(s.config.Faults...); err != nil {
		return err
	}
	if s.engine == nil {
		if s.engine, err = openBuiltin(s.config); err != nil {
			return err
		}
	}
	options := s.config.Options
	s.lwa = lwa.New(lwa.Config{
		Store: s.store, Now: s.now,
		App: lwa.App{
			Name: s.config.App.Name, ClientID: s.config.App.ClientID, ClientSecret: s.config.App.ClientSecret,
			RedirectURLs: s.config.App.RedirectURLs,
		},
		AccessTokenLifetime: options.AccessTokenLifetime, CodeLifetime: options.CodeLifetime,
		RotateRefreshTokens: options.RotateRefreshTokens,
	})
	s.mux = s.routes()
	s.work.init(s.config.Workers)
	s.progress.ready = make(chan struct{})
	return nil
}

// loadSettings reads what was made up on first use, so that a restart keeps
// credentials, links and the clock.
func (s *Sandbox) loadSettings(tx *store.Tx) error {
	for _, setting := range []struct {
		key    string
		target *string
		make   func() string
	}{
		{"client id", &s.config.App.ClientID, func() string { return "amzn1.application-oa2-client." + randomHex(16) }},
		{"client secret", &s.config.App.ClientSecret, func() string { return "amzn1.oa2-cs.v1." + randomHex(32) }},
		{"admin token", &s.config.AdminToken, func() string { return randomHex(16) }},
	} {
		if *setting.target != "" {
			continue
		}
		value, err := tx.Setting(setting.key, setting.make)
		if err != nil {
			return err
		}
		*setting.target = value
	}
	key, err := tx.Setting("signing key", func() string { return randomHex(32) })
	if err != nil {
		return err
	}
	s.signingKey = []byte(key)
	offset, err := tx.Setting("clock offset", func() string { return "0" })
	if err != nil {
		return err
	}
	nanoseconds, err := strconv.ParseInt(offset, 10, 64)
	if err != nil {
		return fmt.Errorf("read clock offset: %w", err)
	}
	s.offset.Store(nanoseconds)
	return nil
}

func randomHex(bytes int) string {
	raw := make([]byte, bytes)
	_, _ = rand.Read(raw) // never fails
	return hex.EncodeToString(raw)
}

// now is the present in UTC, in the precision that is stored.
func (s *Sandbox) now() time.Time {
	return s.config.Clock.Now().Add(time.Duration(s.offset.Load())).UTC().Truncate(time.Microsecond)
}

// App returns the registered application with its credentials.
func (s *Sandbox) App() App { return s.config.App }

// AdminToken is the bearer token of /admin/.
func (s *Sandbox) AdminToken() string { return s.config.AdminToken }

// Faults are the fault rules in force.
func (s *Sandbox) Faults() *fault.Set { return s.faults }

// Connect consents as a person would and returns the refresh token. Without
// scopes it is that of campaign management, which all of AMC needs.
func (s *Sandbox) Connect(ctx context.Context, scopes ...string) (string, error) {
	return s.lwa.Connect(ctx, scopes...)
}

// resultsFolder is where the files of executions lie.
const resultsFolder = "results"

// Now is the present of the sandbox: that of its Clock, moved by Advance.
func (s *Sandbox) Now() time.Time { return s.now() }

// Advance moves the clock of the sandbox ahead, for good.
func (s *Sandbox) Advance(ctx context.Context, d time.Duration) error {
	if d < 0 {
		return errors.New("move sandbox clock: it does not run backwards")
	}
	// The new offset is kept before it takes effect, else a restart could turn
	// the clock back behind what was already answered.
	if err := s.store.Write(ctx, func(tx *store.Tx) error {
		return tx.SetSetting("clock offset", strconv.FormatInt(s.offset.Load()+int64(d), 10))
	}); err != nil {
		return fmt.Errorf("move sandbox clock: %w", err)
	}
	s.offset.Add(int64(d))
	s.work.wake()
	return nil
}

// Revoke ends all consents: refresh tokens and access tokens stop working.
func (s *Sandbox) Revoke(ctx context.Context) error {
	if err := s.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.RevokeConsents("", s.now())
		return err
	}); err != nil {
		return fmt.Errorf("revoke consents: %w", err)
	}
	return nil
}
