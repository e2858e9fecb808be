package result

// recycler is a memory.Allocator that gives what was given back before, so that
// many small readings leave nothing to collect. It is used by one at a time.
type recycler struct{ free [][]byte }

// maxFree is how many pieces are kept: as many as one column needs.
const maxFree = 8

// Allocate implements memory.Allocator.
func (r *recycler) Allocate(size int) []byte {
	for i := len(r.free) - 1; i >= 0; i-- {
		if old := r.free[i]; cap(old) >= size {
			r.free[i] = r.free[len(r.free)-1]
			r.free = r.free[:len(r.free)-1]
			return old[:size]
		}
	}
	return make([]byte, size, max(size, 2*dataPage))
}

// Reallocate implements memory.Allocator.
func (r *recycler) Reallocate(size int, old []byte) []byte {
	if cap(old) >= size {
		return old[:size]
	}
	next := r.Allocate(size)
	copy(next, old)
	r.Free(old)
	return next
}

// Free implements memory.Allocator.
func (r *recycler) Free(old []byte) {
	if cap(old) > 0 && len(r.free) < maxFree {
		r.free = append(r.free, old)
	}
}
