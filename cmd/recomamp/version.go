package main

import (
	"fmt"
	"runtime"
)

// version is set at link time: -ldflags "-X main.version=…".
var version = "dev"

type versionCmd struct{}

func (versionCmd) Run() error {
	fmt.Printf("recomamp %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}
