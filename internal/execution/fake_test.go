package execution

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/clock"
	"github.com/recomamp/recomamp/internal/fault"
)

// fakeAmazon is one instance at Amazon whose runs go through the statuses of
// its script, one per list. Hooks spoil calls before or after their work.
type fakeAmazon struct {
	clock clock.Clock

	mu     sync.Mutex
	runs   []*fakeRun
	script []amc.ExecutionStatus
	csv    string
	// visibility is how long a new run is missing from lists.
	visibility time.Duration
	calls      map[string]int

	beforeCreate func(n int) error
	afterCreate  func(n int, run amc.Execution) error
	onList       func(n int) error
	onCancel     func(n int) error
	onLinks      func(n int) error
	onDownload   func(n int) error
	reason       string
	hidden       bool
	// lasts makes new runs go by the clock instead of by the script.
	lasts time.Duration
}

type fakeRun struct {
	amc.Execution

	step      int
	visibleAt time.Time
	// lasts makes this run go by the clock; endedAt is when it was over.
	lasts   time.Duration
	endedAt time.Time
}

var happy = []amc.ExecutionStatus{amc.ExecutionPending, amc.ExecutionRunning, amc.ExecutionSucceeded}

func newFake(c clock.Clock) *fakeAmazon {
	return &fakeAmazon{clock: c, script: happy, csv: "reach\n1\n", calls: map[string]int{}}
}

func (f *fakeAmazon) count(call string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[call]++
	return f.calls[call]
}

// counted is how often a call was made.
func (f *fakeAmazon) counted(call string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[call]
}

func (f *fakeAmazon) all() []amc.Execution {
	f.mu.Lock()
	defer f.mu.Unlock()
	runs := make([]amc.Execution, len(f.runs))
	for i, run := range f.runs {
		runs[i] = run.Execution
	}
	return runs
}

// openNow is open with the runs brought up to the clock.
func (f *fakeAmazon) openNow() int {
	f.mu.Lock()
	for _, run := range f.runs {
		f.byClock(run)
	}
	f.mu.Unlock()
	return f.open()
}

// open counts runs that have not ended.
func (f *fakeAmazon) open() int {
	n := 0
	for _, run := range f.all() {
		if !run.Status.IsFinal() {
			n++
		}
	}
	return n
}

func (f *fakeAmazon) CreateExecution(_ context.Context, r amc.ExecutionRequest) (amc.Execution, error) {
	n := f.count("create")
	if f.beforeCreate != nil {
		if err := f.beforeCreate(n); err != nil {
			return amc.Execution{}, err
		}
	}
	f.mu.Lock()
	run := &fakeRun{Execution: amc.Execution{
		ID: fmt.Sprintf("run-%d", len(f.runs)+1), Status: f.script[0], CreatedAt: f.clock.Now(),
		ParameterValues: r.ParameterValues, SQLQuery: r.Workflow.SQLQuery,
		OriginalStart: r.Window.Start.String(), OriginalEnd: r.Window.End.String(), OriginalZone: r.Window.Zone,
		RequireSyntheticData: r.RequireSyntheticData, Timeout: r.Timeout, RequestID: "RID",
		OutputColumns: []amc.OutputColumn{{Name: "reach", ColumnType: amc.ColumnMetric, DataType: amc.TypeOf(amc.ScalarLong)}},
	}, visibleAt: f.clock.Now().Add(f.visibility), lasts: f.lasts}
	f.runs = append(f.runs, run)
	made := run.Execution // from here on the run changes
	f.mu.Unlock()
	if f.afterCreate != nil {
		if err := f.afterCreate(n, made); err != nil {
			return amc.Execution{}, err
		}
	}
	return made, nil
}

func (f *fakeAmazon) ListExecutions(_ context.Context, p amc.ListExecutionsParams) iter.Seq2[amc.Execution, error] {
	return func(yield func(amc.Execution, error) bool) {
		n := f.count("list")
		if f.onList != nil {
			if err := f.onList(n); err != nil {
				yield(amc.Execution{}, err)
				return
			}
		}
		f.mu.Lock()
		var shown []amc.Execution
		for _, run := range f.runs {
			if f.hidden || run.visibleAt.After(f.clock.Now()) || run.CreatedAt.Before(p.CreatedFrom) {
				continue
			}
			f.byClock(run)
			shown = append(shown, run.Execution)
			f.advance(run)
		}
		f.mu.Unlock()
		slices.Reverse(shown)
		for _, run := range shown {
			if !yield(run, nil) {
				return
			}
		}
	}
}

func (f *fakeAmazon) advance(run *fakeRun) {
	if run.lasts > 0 {
		return
	}
	if !run.Status.IsFinal() && run.step+1 < len(f.script) {
		run.step++
		run.Status = f.script[run.step]
		if run.Status == amc.ExecutionFailed || run.Status == amc.ExecutionRejected {
			run.StatusReason = f.reason
		}
	}
}

func (f *fakeAmazon) byClock(run *fakeRun) {
	switch age := f.clock.Now().Sub(run.CreatedAt); {
	case run.lasts == 0 || run.Status.IsFinal():
	case age >= run.lasts:
		run.Status, run.endedAt = amc.ExecutionSucceeded, run.CreatedAt.Add(run.lasts)
	case age >= run.lasts/3:
		run.Status = amc.ExecutionRunning
	}
}

func (f *fakeAmazon) GetExecution(_ context.Context, id string) (amc.Execution, error) {
	f.count("get")
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, run := range f.runs {
		if run.ID == id && !f.hidden {
			f.byClock(run)
			return run.Execution, nil
		}
	}
	return amc.Execution{}, &amc.Error{Method: http.MethodGet, Status: 400, Details: "Workflow execution with ID x does not exist."}
}

func (f *fakeAmazon) CancelExecution(_ context.Context, id string) error {
	n := f.count("cancel")
	if f.onCancel != nil {
		if err := f.onCancel(n); err != nil {
			return err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, run := range f.runs {
		if run.ID == id && !run.Status.IsFinal() {
			run.Status = amc.ExecutionCancelled
			return nil
		}
	}
	return &amc.Error{Method: http.MethodPut, Status: 400, Details: "finished"}
}

func (f *fakeAmazon) GetDownloadURLs(context.Context, string) (amc.DownloadURLs, error) {
	n := f.count("links")
	if f.onLinks != nil {
		if err := f.onLinks(n); err != nil {
			return amc.DownloadURLs{}, err
		}
	}
	return amc.DownloadURLs{Results: []string{"link"}}, nil
}

func (f *fakeAmazon) Download(context.Context, string) (io.ReadCloser, error) {
	n := f.count("download")
	if f.onDownload != nil {
		if err := f.onDownload(n); err != nil {
			return nil, err
		}
	}
	return io.NopCloser(strings.NewReader(f.csv)), nil
}

// fakeInstances knows instances by id; each leads to one fakeAmazon.
type fakeInstances struct {
	mu      sync.Mutex
	known   map[actor.InstanceID]Instance
	amazon  map[actor.InstanceID]Amazon
	problem error // instead of the way to Amazon
}

func (f *fakeInstances) Find(_ context.Context, a actor.Actor, id actor.InstanceID) (Instance, error) {
	found, ok := f.known[id]
	if !ok || !a.May(actor.See, id) {
		return Instance{}, fault.New(fault.NotFound, "instance.not_found", "There is no such instance.")
	}
	return found, nil
}

func (f *fakeInstances) Amazon(_ context.Context, id actor.InstanceID) (Amazon, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.amazon[id], f.problem
}

func (f *fakeInstances) setProblem(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.problem = err
}

// lost is the error of a call whose answer never came.
func lost(method string) error {
	return &amc.Error{Method: method, Path: "/x", Status: 0}
}

func answered(method string, status int, details string) error {
	return &amc.Error{Method: method, Path: "/x", Status: status, Details: details}
}

var errBoom = errors.New("boom")
