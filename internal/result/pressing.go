package result

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	pqfile "github.com/apache/arrow-go/v18/parquet/file"
)

// pressing turns groups of rows into one Parquet file in a folder, and seals it
// into blob storage on the way. Types are taken from the values of the first
// group. Where a later value does not fit them, the file is ended and another
// one begun, and at the end all are read again, which gives the very text that
// came, into one whose types fit every value.
type pressing struct {
	dir     string
	threads int
	// groupRows is how many rows a group has at most.
	groupRows int
	upload    func() (*upload, error) // begins one

	columns []Column
	fits    []fit
	ended   []*generation
	open    *generation
	made    int // names the files
	spare   sync.Pool
}

// generation is a file whose types held for some groups.
type generation struct {
	*stored
	path   string
	file   *os.File
	upload *upload // nil for a file that is read again
}

func newPressing(dir string, threads, groupRows int, begin func() (*upload, error)) *pressing {
	return &pressing{dir: dir, threads: threads, groupRows: groupRows, upload: begin, spare: sync.Pool{New: func() any { return new(valueRoom) }}}
}

// add takes the next group of rows.
func (p *pressing) add(g *group, columns []Column) error {
	if p.columns == nil {
		p.columns = slices.Clone(columns)
		for _, c := range columns {
			p.fits = append(p.fits, newFit(c.Type))
		}
	}
	before := slices.Clone(p.fits)
	err := eachColumn(len(columns), p.threads, func(i int) error {
		p.fits[i].seeAll(&g.columns[i])
		return nil
	})
	if err != nil {
		return err
	}
	if p.open != nil && !p.open.holds(p.fits) {
		if err := p.endGeneration(before); err != nil {
			return err
		}
	}
	if p.open == nil {
		encodings := verdicts(p.fits)
		for i, e := range encodings {
			if !g.last {
				encodings[i] = e.roomy()
			}
		}
		if err := p.begin(encodings, g, len(p.ended) == 0); err != nil {
			return err
		}
	}
	return p.open.add(g, p.threads, &p.spare)
}

func verdicts(fits []fit) []Encoding {
	all := make([]Encoding, len(fits))
	for i := range fits {
		all[i] = fits[i].encoding()
	}
	return all
}

// begin begins a file for a group and those after it.
func (p *pressing) begin(encodings []Encoding, g *group, uploaded bool) (err error) {
	p.made++
	next := &generation{path: filepath.Join(p.dir, fmt.Sprintf("%d.parquet", p.made))}
	if next.file, err = os.OpenFile(next.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600); err != nil {
		return storageError(fmt.Errorf("create result file: %w", err))
	}
	p.open = next
	if uploaded {
		if next.upload, err = p.upload(); err != nil {
			return err
		}
	}
	next.stored, err = beginStored(next, encodings, g)
	return err
}

// Write implements io.Writer.
func (g *generation) Write(b []byte) (int, error) {
	if g.upload != nil {
		if n, err := g.upload.Write(b); err != nil {
			return n, err
		}
	}
	return g.file.Write(b)
}

// holds reports that the file can hold all values seen.
func (g *generation) holds(fits []fit) bool {
	for i, e := range g.encodings {
		if !e.holds(fits[i].encoding()) {
			return false
		}
	}
	return true
}

// end makes the file whole, with the layouts that its values turned out to have.
func (g *generation) end(fits []fit) error {
	for i := range g.encodings {
		g.encodings[i].Layout = fits[i].encoding().Layout
	}
	err := g.stored.end()
	closing := g.file.Close()
	g.file = nil
	return errors.Join(err, storageError(closing))
}

// endGeneration ends the open file, which is read again.
func (p *pressing) endGeneration(fits []fit) error {
	if p.open.upload != nil {
		p.open.upload.abandon()
		p.open.upload = nil
	}
	if err := p.open.end(fits); err != nil {
		return err
	}
	p.ended, p.open = append(p.ended, p.open), nil
	return nil
}

// finish makes the result whole: its file, the columns as they are stored, and
// the size and checksum of the file.
func (p *pressing) finish(ctx context.Context) (path string, columns []Column, size int64, checksum string, err error) {
	if len(p.ended) > 0 {
		if err := p.endGeneration(p.fits); err != nil {
			return "", nil, 0, "", err
		}
		if err := p.together(ctx); err != nil {
			return "", nil, 0, "", err
		}
	}
	if err := p.open.end(p.fits); err != nil {
		return "", nil, 0, "", err
	}
	for i := range p.columns {
		p.columns[i].Encoding = p.open.encodings[i]
	}
	if err := p.open.tellFirst(p.columns); err != nil {
		return "", nil, 0, "", err
	}
	up := p.open.upload
	p.open.upload = nil
	size, checksum, err = up.end(ctx)
	return p.open.path, p.columns, size, checksum, err
}

// together writes what the ended files hold into one.
func (p *pressing) together(ctx context.Context) error {
	next := newGroup(len(p.columns), p.groupRows)
	add := func() error {
		if p.open == nil {
			if err := p.begin(verdicts(p.fits), next, true); err != nil {
				return err
			}
		}
		defer next.empty()
		return p.open.add(next, p.threads, &p.spare)
	}
	for _, g := range p.ended {
		if err := g.readBack(next, add); err != nil {
			return err
		}
		if err := os.Remove(g.path); err != nil {
			return fmt.Errorf("remove result file: %w", err)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	return add()
}

// readBack adds the rows of an ended file to a group, which is passed on whenever it is full.
func (g *generation) readBack(to *group, pass func() error) error {
	file, err := pqfile.OpenParquetFile(g.path, false)
	if err != nil {
		return fmt.Errorf("open result: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	if file.NumRows() != g.rows {
		return fmt.Errorf("%w: %d rows where %d were written", errStored, file.NumRows(), g.rows)
	}
	for i := range file.NumRowGroups() {
		rows, err := openRows(file, i, g.encodings, asItIs)
		if err != nil {
			return err
		}
		for {
			if to.full() {
				if err := pass(); err != nil {
					return err
				}
			}
			n, err := rows.next(to, min(to.most-to.rows, rowsTogether))
			if err != nil {
				return err
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}

// abandon gives up what was not finished.
func (p *pressing) abandon() {
	if p.open == nil {
		return
	}
	if p.open.upload != nil {
		p.open.upload.abandon()
	}
	if p.open.file != nil {
		_ = p.open.file.Close() // it is thrown away
	}
}
