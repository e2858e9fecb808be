package main

import (
	"context"
	"fmt"
	"os"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"time"
)

// watchMemory gives how many bytes of resident memory there are at most beyond
// a base, and how many of them Go holds at most; the others are DuckDB's.
func watchMemory(base int64) (stop func() (grown, inGo int64)) {
	var top, goTop atomic.Int64
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				top.Store(max(top.Load(), residentMemory()))
				goTop.Store(max(goTop.Load(), goMemory()))
			}
		}
	}()
	return func() (int64, int64) {
		cancel()
		<-done
		return max(top.Load()-base, 0), goTop.Load()
	}
}

// goMemory is what Go has of the system and has not given back, in bytes.
func goMemory() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64()) //nolint:gosec // far below
}

// residentMemory is the resident memory of this process in bytes, 0 where the system does not tell.
func residentMemory() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	var kb int64
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		return 0
	}
	return kb << 10
}
