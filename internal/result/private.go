package result

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// OpenToOthers names the folder of this process that holds unsealed copies, and
// what in it another user of the machine could come to; empty for nothing. What
// lies in a folder that nobody else may enter is nobody else's.
func (s *Service) OpenToOthers() (folder, open string, err error) {
	folder = s.scratch.dir
	info, err := os.Stat(folder)
	if err != nil {
		return folder, "", fmt.Errorf("look at the folder of unsealed copies: %w", err)
	}
	if info.Mode().Perm()&0o077 == 0 {
		return folder, "", nil
	}
	open = folder
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil //nolint:nilerr // files come and go
		}
		if info, err := entry.Info(); err == nil && info.Mode().Perm()&0o077 != 0 {
			open = path
			return filepath.SkipAll
		}
		return nil
	})
	return folder, open, err
}
