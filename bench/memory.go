package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// watchMemory gives by how many bytes the resident memory has grown at most.
func watchMemory() (stop func() int64) {
	base := residentMemory()
	var top atomic.Int64
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
			}
		}
	}()
	return func() int64 {
		cancel()
		<-done
		return max(top.Load()-base, 0)
	}
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
