package actor

import (
	"crypto/rand"
	"encoding/binary"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// NewIDAt returns a fresh id of a thing made at t, to be put in the order of
// time with others: ids of later milliseconds are greater, and so are later
// ids of this process for the same one (RFC 9562, 6.2, method 1). NewID cannot
// be told the time.
func NewIDAt[T ~string](t time.Time) T {
	var id uuid.UUID
	_, _ = rand.Read(id[:]) // never fails
	n := made.Add(1)
	binary.BigEndian.PutUint64(id[:], uint64(t.UnixMilli())<<16|0x7000|n>>30&0xfff)
	binary.BigEndian.PutUint32(id[8:], 0x8000_0000|uint32(n&0x3fff_ffff))
	return T(id.String())
}

// made counts ids from anywhere, in 42 bits.
var made = func() *atomic.Uint64 {
	var start [8]byte
	_, _ = rand.Read(start[:]) // never fails
	count := new(atomic.Uint64)
	count.Store(binary.BigEndian.Uint64(start[:]) >> 24)
	return count
}()

// FirstIDAt returns the least id that a thing made at t, or later, can have:
// a bound for reading by time, to the millisecond.
func FirstIDAt[T ~string](t time.Time) T {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:], uint64(t.UnixMilli())<<16|0x7000)
	id[8] = 0x80
	return T(id.String())
}
