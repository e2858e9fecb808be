package result

import (
	"encoding/binary"
	"fmt"
	"os"
)

// writeNumbers writes row numbers to a file, eight bytes each.
func writeNumbers(path string, numbers []int64) error {
	bytes := make([]byte, 0, 8*len(numbers))
	for _, n := range numbers {
		bytes = binary.LittleEndian.AppendUint64(bytes, uint64(n)) //nolint:gosec // none is below 0
	}
	return storageError(os.WriteFile(path, bytes, 0o600))
}

// readNumbers reads some of them.
func readNumbers(path string, from, count int64) ([]int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read view: %w", err)
	}
	defer func() { _ = in.Close() }() // only read
	bytes := make([]byte, 8*max(count, 0))
	if _, err := in.ReadAt(bytes, 8*from); err != nil {
		return nil, fmt.Errorf("read view: %w", err)
	}
	numbers := make([]int64, 0, len(bytes)/8)
	for ; len(bytes) > 0; bytes = bytes[8:] {
		numbers = append(numbers, int64(binary.LittleEndian.Uint64(bytes))) //nolint:gosec // as it was written
	}
	return numbers, nil
}
