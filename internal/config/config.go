// Package config holds the program's settings as plain, checked values.
//
// The structs carry the tags from which the command line reads flags,
// RECOMAMP_* variables and a settings file, in this order of precedence.
// Commands embed the parts they need and call Check once; nothing reads the
// environment afterwards.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/database"
	"github.com/recomamp/recomamp/internal/reach"
	"github.com/recomamp/recomamp/internal/seal"
)

// Storage says where the program keeps things.
type Storage struct {
	DataDir     string `help:"Folder for the database, results, keys and the sandbox. Default: recomamp in the user's data folder." env:"RECOMAMP_DATA_DIR" placeholder:"DIR"`
	DatabaseURL string `help:"PostgreSQL instead of the SQLite file in the data folder." env:"RECOMAMP_DATABASE_URL" placeholder:"postgres://…"`
	Connections int    `name:"database-connections" help:"Most connections that one process has to PostgreSQL, apart from three that listen." env:"RECOMAMP_DATABASE_CONNECTIONS" default:"8"`
	BlobURL     string `help:"Where results are kept instead of the data folder: s3://bucket?region=… or file:///folder." env:"RECOMAMP_BLOB_URL" placeholder:"URL"`
	Keyset      string `help:"Encryption keys (base64 of a Tink keyset in JSON) instead of the file in the data folder." env:"RECOMAMP_KEYSET" placeholder:"BASE64"`
	KeysetKMS   string `name:"keyset-kms" help:"Key of a key service that the encryption keys are sealed with: awskms://alias/name?region=…" env:"RECOMAMP_KEYSET_KMS" placeholder:"URL"`
	KeysLost    bool   `help:"Serve although secrets in the database do not open with the keys at hand: whoever they belong to connects again." env:"RECOMAMP_KEYS_LOST"`
}

// Check completes and checks the settings, and makes the data folder.
func (s *Storage) Check() error {
	if err := s.Look(); err != nil {
		return err
	}
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	return nil
}

// Look is Check for who only looks: it makes nothing.
func (s *Storage) Look() error {
	if s.DataDir == "" {
		dir, err := defaultDataDir()
		if err != nil {
			return fmt.Errorf("choose a data folder: %w; give one with --data-dir", err)
		}
		s.DataDir = dir
	}
	absolute, err := filepath.Abs(s.DataDir)
	if err != nil {
		return fmt.Errorf("find data folder: %w", err)
	}
	s.DataDir = absolute
	if s.DatabaseURL != "" && !strings.HasPrefix(s.DatabaseURL, "postgres://") && !strings.HasPrefix(s.DatabaseURL, "postgresql://") {
		return errors.New("the database URL must begin with postgres://")
	}
	if err := checkBlobURL(s.BlobURL); err != nil {
		return err
	}
	if s.Connections < 0 {
		return errors.New("the number of database connections must be positive")
	}
	return nil
}

// checkBlobURL refuses what no storage is at, and secrets in the address: it is
// shown and logged. No error repeats the address.
func checkBlobURL(address string) error {
	if address == "" {
		return nil
	}
	parsed, err := url.Parse(address)
	if err != nil || (parsed.Scheme != "s3" && parsed.Scheme != "file") || (parsed.Scheme == "s3" && parsed.Host == "") {
		return errors.New("the place of results must look like s3://bucket?region=eu-central-1 or file:///var/lib/recomamp/results")
	}
	if parsed.Scheme != "s3" {
		return nil
	}
	endpoint := parsed.Query().Get("endpoint")
	way, err := url.Parse(endpoint)
	if err != nil || (endpoint != "" && (way.Host == "" || (way.Scheme != "http" && way.Scheme != "https"))) {
		return errors.New("the endpoint of the place of results must be an http or https URL")
	}
	if parsed.User != nil || way.User != nil {
		return errors.New("the place of results must not hold credentials; give them as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or in a file or role of AWS")
	}
	if strings.Trim(parsed.Path, "/") != "" {
		return errors.New("the place of results is a whole bucket; a folder in it cannot be named")
	}
	return nil
}

func defaultDataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "recomamp"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share", "recomamp"), nil
}

// Database returns the settings of the database.
func (s *Storage) Database() database.Config {
	if s.DatabaseURL != "" {
		return database.Config{URL: s.DatabaseURL, MaxConnections: s.Connections}
	}
	return database.Config{Path: filepath.Join(s.DataDir, "recomamp.db")}
}

// Keys returns the settings of the encryption keys.
func (s *Storage) Keys() seal.Config {
	return seal.Config{Keyset: s.Keyset, Path: filepath.Join(s.DataDir, "keys", "keyset.json")}
}

// Blobs returns the URL under which results are kept.
func (s *Storage) Blobs() string {
	folder := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(s.DataDir, "results")), RawQuery: "create_dir=true&no_tmp_dir=true&metadata=skip"}
	return cmp.Or(s.BlobURL, folder.String())
}

// Amazon says which Amazon to talk to. Without a client id the sandbox stands in.
type Amazon struct {
	ClientID     string `name:"amazon-client-id" help:"Client id of the app registered with Login with Amazon." env:"RECOMAMP_AMAZON_CLIENT_ID"`
	ClientSecret string `name:"amazon-client-secret" help:"Its client secret." env:"RECOMAMP_AMAZON_CLIENT_SECRET"`
	NA           Hosts  `embed:"" prefix:"amazon-na-" envprefix:"RECOMAMP_AMAZON_NA_"`
	EU           Hosts  `embed:"" prefix:"amazon-eu-" envprefix:"RECOMAMP_AMAZON_EU_"`
	FE           Hosts  `embed:"" prefix:"amazon-fe-" envprefix:"RECOMAMP_AMAZON_FE_"`

	// Nobody has published these two; see docs/adr/0005-mark-of-an-attempt.md. Zero is the default.
	Slots        int `name:"amazon-slots" help:"Most open runs per instance." env:"RECOMAMP_AMAZON_SLOTS" default:"10"`
	AccountSlots int `name:"amazon-account-slots" help:"Most open runs per AMC account." env:"RECOMAMP_AMAZON_ACCOUNT_SLOTS" default:"200"`

	Workers int `name:"workers" help:"How many executions one process brings on at once." env:"RECOMAMP_WORKERS" default:"512"`

	Gateway    time.Duration `name:"amazon-gateway" help:"How long Amazon may still work on a submission that got no answer." env:"RECOMAMP_AMAZON_GATEWAY" default:"35s"`
	Visibility time.Duration `name:"amazon-visibility" help:"How long a new run may be missing from Amazon's list." env:"RECOMAMP_AMAZON_VISIBILITY" default:"10s"`

	ResultHosts []string `name:"amazon-result-hosts" help:"Hosts that results are fetched from, with commas between, instead of *.amazonaws.com. Those named here may be in the private network." env:"RECOMAMP_AMAZON_RESULT_HOSTS" placeholder:"HOST,…"`

	TokenTimeout time.Duration `name:"amazon-token-timeout" help:"How long Amazon may take to answer when asked for an access token." env:"RECOMAMP_AMAZON_TOKEN_TIMEOUT" default:"30s"`

	SandboxURL        string  `help:"A sandbox elsewhere, instead of the one inside." env:"RECOMAMP_SANDBOX_URL" placeholder:"URL"`
	SandboxProfile    string  `help:"How fast the sandbox inside answers: instant, demo or real." env:"RECOMAMP_SANDBOX_PROFILE" enum:"instant,demo,real" default:"demo"`
	SandboxScale      float64 `help:"How much data the sandbox inside makes, from 0.1 to 100." env:"RECOMAMP_SANDBOX_SCALE" default:"1"`
	SandboxAdminToken string  `help:"Opens /sandbox/admin/ of the sandbox inside: faults, clock, request log. Default: one made up and kept." env:"RECOMAMP_SANDBOX_ADMIN_TOKEN" placeholder:"TOKEN"`
}

// Hosts are the addresses of one region, where they are not Amazon's own.
type Hosts struct {
	API       string `help:"Address of the Ads API instead of Amazon's." env:"API" placeholder:"URL" hidden:""`
	Authorize string `help:"Address of the consent page instead of Amazon's." env:"AUTHORIZE" placeholder:"URL" hidden:""`
	Token     string `help:"Address of the token endpoint instead of Amazon's." env:"TOKEN" placeholder:"URL" hidden:""`
}

// Check checks the settings.
func (a *Amazon) Check() error {
	if (a.ClientID == "") != (a.ClientSecret == "") {
		return errors.New("an Amazon app needs both a client id and a client secret")
	}
	if a.ClientID != "" && a.SandboxURL != "" {
		return errors.New("an Amazon app and a sandbox are both set; use one")
	}
	if a.Slots < 0 || a.AccountSlots < 0 {
		return errors.New("the slots per instance and per account must be positive")
	}
	if a.Workers < 0 {
		return errors.New("the number of workers must be positive")
	}
	if a.Gateway < 0 || a.Visibility < 0 || a.TokenTimeout < 0 {
		return errors.New("how long Amazon may take cannot be negative")
	}
	for _, host := range a.ResultHosts {
		if err := amc.CheckLinkHost(host); err != nil {
			return fmt.Errorf("the hosts of results: %q is no host, such as files.example.com or *.example.com", host)
		}
	}
	a.SandboxURL = strings.TrimRight(a.SandboxURL, "/")
	for name, address := range map[string]string{
		"sandbox URL": a.SandboxURL,
		"NA API":      a.NA.API, "NA consent page": a.NA.Authorize, "NA token": a.NA.Token,
		"EU API": a.EU.API, "EU consent page": a.EU.Authorize, "EU token": a.EU.Token,
		"FE API": a.FE.API, "FE consent page": a.FE.Authorize, "FE token": a.FE.Token,
	} {
		if address == "" {
			continue
		}
		if parsed, err := url.Parse(address); err != nil || parsed.Host == "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
			return fmt.Errorf("the %s address must be an http or https URL", name)
		}
	}
	if a.SandboxScale < 0.1 || a.SandboxScale > 100 {
		return errors.New("the sandbox scale must be from 0.1 to 100")
	}
	return nil
}

// Real reports whether the real Amazon is meant.
func (a *Amazon) Real() bool { return a.ClientID != "" }

// Hosts returns the addresses that differ from Amazon's own.
func (a *Amazon) Hosts() map[amc.Region]amc.Hosts {
	return map[amc.Region]amc.Hosts{
		amc.RegionNA: amc.Hosts(a.NA), amc.RegionEU: amc.Hosts(a.EU), amc.RegionFE: amc.Hosts(a.FE),
	}
}

// Notify says how notices leave the program.
type Notify struct {
	AllowPrivate bool `name:"notify-allow-private" help:"Let channels send to this machine and to private networks. Whoever may add channels can then reach what the server can." env:"RECOMAMP_NOTIFY_ALLOW_PRIVATE"`

	Window time.Duration `name:"notify-window" help:"What comes within this time for one cause is told as one message." env:"RECOMAMP_NOTIFY_WINDOW" default:"20s"`
}

// Check checks the settings.
func (n *Notify) Check() error {
	if n.Window < 0 || n.Window > time.Hour {
		return errors.New("the window in which notices are gathered must be from 0 to 1 hour")
	}
	return nil
}

// SSO says how the organisation's sign-in provider is reached. The rest of it owners
// set in the program.
type SSO struct {
	ClientSecret string `name:"sso-client-secret" help:"Client secret of single sign-on, instead of one that an owner stores in the program." env:"RECOMAMP_SSO_CLIENT_SECRET"`
	AllowPrivate bool   `name:"sso-allow-private" help:"Let the sign-in provider be on this machine or in a private network. Owners can then have the server call what it can reach." env:"RECOMAMP_SSO_ALLOW_PRIVATE"`
}

// Log says what is logged, and how.
type Log struct {
	Level  slog.Level `name:"log-level" help:"Least important lines to log: debug, info, warn or error." env:"RECOMAMP_LOG_LEVEL" default:"info"`
	Format string     `name:"log-format" help:"text or json." env:"RECOMAMP_LOG_FORMAT" enum:"text,json" default:"text"`
}

// Logger returns a logger to stderr.
func (l Log) Logger() *slog.Logger {
	options := &slog.HandlerOptions{Level: l.Level}
	if l.Format == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}

// Site says where the program answers and who owns it.
type Site struct {
	Addr      string `help:"Address to listen on." env:"RECOMAMP_ADDR" default:"localhost:8484" placeholder:"HOST:PORT"`
	PublicURL string `help:"Address people reach the program by, when it stands behind a proxy." env:"RECOMAMP_PUBLIC_URL" placeholder:"URL"`

	TLSCert        string   `name:"tls-cert" help:"File with the certificate to answer https with, and those above it (PEM). Read again when it changes." env:"RECOMAMP_TLS_CERT" placeholder:"FILE"`
	TLSKey         string   `name:"tls-key" help:"File with its private key (PEM)." env:"RECOMAMP_TLS_KEY" placeholder:"FILE"`
	TrustedProxies []string `help:"Networks or addresses of proxies whose word about a request is taken, with commas between." env:"RECOMAMP_TRUSTED_PROXIES" placeholder:"NETWORK,…"`
	APIRate        int      `name:"api-rate" help:"Requests a second that one person or token may go on making; 0 switches all such limits off." env:"RECOMAMP_API_RATE" default:"200"`

	OwnerEmail    string `help:"E-mail address of the first account, instead of a set-up link." env:"RECOMAMP_OWNER_EMAIL"`
	OwnerPassword string `help:"Its password." env:"RECOMAMP_OWNER_PASSWORD"`
}

// Check checks the settings.
func (s *Site) Check() error {
	if (s.OwnerEmail == "") != (s.OwnerPassword == "") {
		return errors.New("the owner needs both an e-mail address and a password")
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return errors.New("https needs both a certificate and its private key")
	}
	if _, err := s.Proxies(); err != nil {
		return fmt.Errorf("trusted proxies: %w", err)
	}
	if s.APIRate < 0 {
		return errors.New("the requests a second cannot be negative")
	}
	s.PublicURL = strings.TrimRight(s.PublicURL, "/")
	if s.PublicURL == "" {
		return nil
	}
	parsed, err := url.Parse(s.PublicURL)
	if err != nil || parsed.Host == "" || parsed.Path != "" || (parsed.Scheme != "http" && parsed.Scheme != "https") {
		return errors.New("the public URL must look like https://recomamp.example.com")
	}
	if s.TLS() && parsed.Scheme != "https" {
		return errors.New("with a certificate, the public URL must begin with https://")
	}
	return nil
}

// TLS reports whether the program answers https itself.
func (s *Site) TLS() bool { return s.TLSCert != "" }

// Proxies returns the trusted proxies.
func (s *Site) Proxies() (reach.Proxies, error) { return reach.ParseProxies(s.TrustedProxies) }
