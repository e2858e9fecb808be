//go:build !linux

package result

// inBackground does nothing where threads have no priority of their own.
func inBackground() {}
