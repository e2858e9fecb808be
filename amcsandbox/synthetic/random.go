package synthetic

import (
	"encoding/binary"
	"hash/fnv"
)

// chance draws repeatable numbers for the few things made in Go, such as ids
// of campaigns. Rows are drawn in SQL, see macros.
type chance struct{ seed uint64 }

// of gives a number that depends on the seed and the words alone.
func (c chance) of(words ...string) uint64 {
	h := fnv.New64a()
	var seed [8]byte
	binary.LittleEndian.PutUint64(seed[:], c.seed)
	_, _ = h.Write(seed[:]) // A hash never fails to write.
	for _, word := range words {
		_, _ = h.Write([]byte(word))
		_, _ = h.Write([]byte{0})
	}
	x := h.Sum64() // FNV mixes its last bytes badly; finish as murmur does.
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// number gives digits decimal digits, the first of which is not 0.
func (c chance) number(digits int, words ...string) int64 {
	low := int64(1)
	for range digits - 1 {
		low *= 10
	}
	return low + int64(c.of(words...)%uint64(9*low))
}

// text gives length capitals and digits, in the manner of Amazon's ids.
func (c chance) text(length int, words ...string) string {
	const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
	out := make([]byte, length)
	x := c.of(words...)
	for i := range out {
		if i%10 == 9 {
			x = c.of(append(words, string(rune('a'+i)))...)
		}
		out[i] = alphabet[x%uint64(len(alphabet))]
		x /= uint64(len(alphabet))
	}
	return string(out)
}
