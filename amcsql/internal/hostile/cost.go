package hostile

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"testing"
	"time"
)

// What any answer about any text may cost: 256 MB in all. No text is near both
// bounds, as those that nest deeply have few nodes beside each other. The promise
// is a second on a machine of today; a test bears one half as fast.
const (
	MostMemory = 252 << 20 // bytes of the heap, garbage too
	MostStack  = 64 << 20  // bytes
	MostTime   = 2 * time.Second * slowdown
)

// Cost is what an answer took. Memory is all that was allocated, whether or not
// it became garbage meanwhile: it is at least the peak, and every run of the
// same work gives the same figure. Time is that of the processor, so that it
// does not matter who else uses the machine.
type Cost struct {
	Memory uint64
	Time   time.Duration
}

// Measure tells what a piece of work costs. Nothing else may run beside it.
func Measure(work func()) Cost {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := processorTime()
	work()
	took := processorTime() - began
	runtime.ReadMemStats(&after)
	return Cost{Memory: after.TotalAlloc - before.TotalAlloc, Time: took}
}

// Within does work and fails the test where that costs too much.
type Within func(what string, work func())

// Each tries all texts, at an eighth of the full size, which takes an eighth of
// the time. Where RECOMAMP_HOSTILE=full is set, as `make hostile` does, it tries
// the full size and several below: some texts are refused at full size only. A
// stack that grows too large ends the process. The test must not be parallel.
func Each(t *testing.T, try func(src string, within Within)) {
	t.Helper()
	sizes := []int{Most / 8}
	if os.Getenv("RECOMAMP_HOSTILE") == "full" {
		sizes = []int{Most, Most / 2, Most / 4, Most / 8, Most / 16}
	}
	before := debug.SetMaxStack(MostStack)
	t.Cleanup(func() { debug.SetMaxStack(before) })
	for _, text := range Texts() {
		for _, size := range sizes {
			try(text.Make(size), func(what string, work func()) {
				t.Helper()
				cost := Measure(work)
				for again := 0; again < 2 && cost.Time >= MostTime && cost.Memory < MostMemory; again++ {
					cost = Measure(work) // something else may have had the processor's caches
				}
				if cost.Memory >= MostMemory || cost.Time >= MostTime {
					t.Errorf("%s of %s in %d KB took %s", what, text.Name, size>>10, cost)
				}
			})
		}
	}
}

// String is the cost as a person reads it.
func (c Cost) String() string {
	return fmt.Sprintf("%d ms and %d MB", c.Time.Milliseconds(), c.Memory>>20)
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err) // there is no such failure for the process itself
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
