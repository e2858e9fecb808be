package result

import (
	"context"
	"fmt"
	"os"
)

// makePresses makes the folders in which results are turned into files, one at
// a time in each.
func makePresses(s *scratch, n int) (chan string, error) {
	presses := make(chan string, n)
	for i := range n {
		dir, err := s.sub(fmt.Sprint("ingest-", i))
		if err != nil {
			return nil, fmt.Errorf("create ingest folder: %w", err)
		}
		presses <- dir
	}
	return presses, nil
}

// take waits for a press and makes a folder for one result in it. done empties it and gives it back.
func (s *Service) take(ctx context.Context) (work string, done func(), err error) {
	var press string
	select {
	case press = <-s.presses:
	case <-ctx.Done():
		return "", nil, context.Cause(ctx)
	}
	if work, err = os.MkdirTemp(press, ""); err != nil {
		s.presses <- press
		return "", nil, storageError(fmt.Errorf("create ingest folder: %w", err))
	}
	return work, func() {
		_ = os.RemoveAll(work) // the next start removes what is left
		s.presses <- press
	}, nil
}
