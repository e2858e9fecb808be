package selftest

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"github.com/recomamp/recomamp/internal/result"
)

// Free space of a disk.
const (
	roomNeeded = 64 << 20 // below, no results are collected
	roomWanted = 2 << 30  // below, somebody should know
)

func checkDataFolder(folder string) Check {
	return Check{Name: "data_folder", Title: "Data folder is writable and has room", Run: func(context.Context) Finding {
		err := tryFolder(folder)
		if errors.Is(err, os.ErrNotExist) {
			return failed("Start the server once, which makes it, or give the folder that the server uses as RECOMAMP_DATA_DIR.", "%s is not there: %s.", folder, plain(err))
		}
		if err != nil {
			return failed("Give the program's user the right to write to it, or choose another folder with RECOMAMP_DATA_DIR.",
				"Nothing can be written to %s: %s.", folder, plain(err))
		}
		var stat unix.Statfs_t
		if err := unix.Statfs(folder, &stat); err != nil {
			return warning("Check the disk of the data folder.", "How much room %s has could not be read.", folder)
		}
		return judgeRoom(folder, stat.Bavail*uint64(stat.Bsize))
	}}
}

func judgeRoom(folder string, free uint64) Finding {
	const mend = "Make room on the disk, or move the folder to a larger one."
	switch {
	case free < roomNeeded:
		return failed(mend, "%s has %s left. No results are collected until there is more; executions wait.", folder, bytes(free))
	case free < roomWanted:
		return warning(mend, "%s has only %s left.", folder, bytes(free))
	default:
		return good("%s is writable and has %s left.", folder, bytes(free))
	}
}

const triedContent = "self-test"

// tryFolder writes a file, durably, reads it and removes it.
func tryFolder(folder string) error {
	file, err := os.CreateTemp(folder, ".self-test-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(triedContent)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	read, err := os.ReadFile(file.Name())
	if err == nil && string(read) != triedContent {
		err = errors.New("what was read is not what was written")
	}
	return err
}

// plain is what the system says of a file, without its name.
func plain(err error) error {
	if known, ok := errors.AsType[*os.PathError](err); ok {
		return known.Err
	}
	return err
}

func bytes(n uint64) string {
	const unit = 1024
	size, names := float64(n), []string{"B", "KiB", "MiB", "GiB", "TiB"}
	for len(names) > 1 && size >= unit {
		size, names = size/unit, names[1:]
	}
	return fmt.Sprintf("%.4g %s", size, names[0])
}

func checkResults(results *result.Service) Check {
	return Check{Name: "results", Title: "Storage of results works", Within: 2 * usually, Run: func(ctx context.Context) Finding {
		if err := results.TryStorage(ctx); err != nil {
			return troubled(ctx, err, "Results cannot be stored: a small file could not be written, listed, read and deleted.", "Check RECOMAMP_BLOB_URL, and the rights on the folder or bucket.")
		}
		return good("A small file was written, listed, read and deleted again.")
	}}
}

func checkCache(results *result.Service) Check {
	return Check{Name: "cache", Title: "Unsealed copies are private", Run: func(ctx context.Context) Finding {
		const mend = "Take the rights away with `chmod -R go-rwx` on the folder scratch of the data folder, and start the program again."
		folder, open, err := results.OpenToOthers()
		switch {
		case err != nil:
			return troubled(ctx, err, "The folder of unsealed copies could not be looked at.", mend)
		case open != "":
			return failed(mend, "Others on this machine can read results that lie unsealed for reading: %s.", open)
		default:
			return good("Results that are being read lie unsealed in %s, which only this program's user can enter.", folder)
		}
	}}
}
