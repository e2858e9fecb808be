package result

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// behind is how far what nobody waits for stands behind what people wait for:
// where both want the processor, it gets about a tenth.
const behind = 10

// inBackground has the goroutine, and what it calls, run behind everybody else
// in this process. Its thread ends with it.
func inBackground() {
	runtime.LockOSThread()
	_ = unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), behind) // refused, it runs as the others do
}
