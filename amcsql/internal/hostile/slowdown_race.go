//go:build race

package hostile

// The race detector makes everything slower.
const slowdown = 20
