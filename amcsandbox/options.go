package amcsandbox

import (
	"net/http"
	"time"
)

// Options are switches on what is not known of the real service, and limits
// that tests want lower. The zero value is the likeliest behaviour.
type Options struct {
	// WrapObjects answers single objects as {"workflow":{…}} and the like.
	WrapObjects bool
	// UnknownExecutionStatus is the answer to a GET of an unknown execution;
	// default 400, the other candidate is 404.
	UnknownExecutionStatus int
	// AuthFailureStatus is the answer to a missing or expired access token;
	// default 401, the other candidate is 403.
	AuthFailureStatus int
	// DownloadUnavailableStatus is the answer to a request for links that do not
	// exist (yet); default 404, the other candidate is 400.
	DownloadUnavailableStatus int
	// LogUnknownFields warns of request fields the API does not have.
	LogUnknownFields bool
	// LateCompile accepts ad hoc executions with bad SQL, which then fail.
	LateCompile bool
	// AcceptTopLevelSQL takes sqlQuery beside workflowId as an ad hoc workflow.
	AcceptTopLevelSQL bool
	// InlineSQLLimit refuses longer ad hoc SQL, in characters; 0 does not.
	InlineSQLLimit int
	// MaxSQLBytes refuses longer SQL. Amazon's limit is not known; the default is
	// 2 MiB, the longest text that the checks read.
	MaxSQLBytes int
	// EmptyOnOffsetBounds accepts window bounds with an offset and gives no rows,
	// instead of refusing them.
	EmptyOnOffsetBounds bool
	// MaxWindowDays refuses longer windows; 0 does not.
	MaxWindowDays int
	// DataLag is how far relative windows stay behind the clock; default 48 h.
	DataLag time.Duration
	// RetentionMonths is where the window type ALL begins; default 13.
	RetentionMonths int
	// RunningPerInstance and RunningPerAccount are how many executions run at
	// once, the others wait; default 10 and 200.
	RunningPerInstance int
	RunningPerAccount  int
	// OpenPerInstance refuses executions with 422 once that many are open, as a
	// sibling API does; 0 does not.
	OpenPerInstance int
	// AdHocPerDay refuses inline executions beyond that many per instance and
	// day; 0 does not.
	AdHocPerDay int
	// EmitRejected ends privacy refusals as REJECTED instead of FAILED.
	EmitRejected bool
	// SimilarRuns refuses, for privacy, an execution once that many of the same
	// SQL ran on overlapping windows within a day; 0 does not.
	SimilarRuns int
	// LinkLifetime is how long download links work; default 10 min.
	LinkLifetime time.Duration
	// ResultRetention is how long results are kept; default 90 days.
	ResultRetention time.Duration
	// RowsPerFile splits results into at most 5 files; 0 does not.
	RowsPerFile int
	// DeleteExecution allows DELETE of an execution, which cancels it.
	DeleteExecution bool
	// VisibilityDelay is how long a new execution is not found by reads.
	VisibilityDelay time.Duration
	// AccessTokenLifetime defaults to 1 h, CodeLifetime to 5 min.
	AccessTokenLifetime time.Duration
	CodeLifetime        time.Duration
	// RotateRefreshTokens gives a new refresh token with every refresh; the old
	// one works once more.
	RotateRefreshTokens bool
	// RequestsPerSecond answers 429 beyond that rate, per route and account, with
	// bursts of twice as many; 0 does not. ThrottleBare leaves out Retry-After
	// and uses the gateway's body.
	RequestsPerSecond float64
	ThrottleBare      bool
	// ReadWait is how long a read of executions waits for one that is due but not
	// computed yet; default 30 s with profile Instant, else 0.
	ReadWait time.Duration
	// CreationTime is how long a new instance and an advertiser update take;
	// default 0 with profile Instant, else 8 s.
	CreationTime time.Duration
}

func (o Options) complete(profile Profile) Options {
	setDefault(&o.UnknownExecutionStatus, http.StatusBadRequest)
	setDefault(&o.AuthFailureStatus, http.StatusUnauthorized)
	setDefault(&o.DownloadUnavailableStatus, http.StatusNotFound)
	setDefault(&o.MaxSQLBytes, 2<<20)
	setDefault(&o.DataLag, 48*time.Hour)
	setDefault(&o.RetentionMonths, 13)
	setDefault(&o.RunningPerInstance, 10)
	setDefault(&o.RunningPerAccount, 200)
	setDefault(&o.LinkLifetime, 10*time.Minute)
	setDefault(&o.ResultRetention, 90*24*time.Hour)
	setDefault(&o.AccessTokenLifetime, time.Hour)
	setDefault(&o.CodeLifetime, 5*time.Minute)
	if profile == Instant {
		setDefault(&o.ReadWait, 30*time.Second)
	} else {
		setDefault(&o.CreationTime, 8*time.Second)
	}
	return o
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
