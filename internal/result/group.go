package result

// groupRows and groupBytes bound a row group, which is held in memory while it
// is gathered and while it is written: large enough to compress well, small
// enough that a page anywhere decodes little. Only one row may be larger.
const (
	groupRows  = 32768
	groupBytes = 8 << 20
)

// group is the rows of one row group, column by column, as the text that came.
type group struct {
	columns []textColumn
	rows    int
	most    int // rows
	bytes   int
	last    bool // no rows come after these
}

// textColumn are values one after the other. NULL is a row without text, of level 0.
type textColumn struct {
	data   []byte
	ends   []uint32 // where the text of each row ends in data
	levels []int16  // 1 for a value, 0 for NULL
	nulls  int
}

func newGroup(columns, rows int) *group {
	return &group{columns: make([]textColumn, columns), most: rows}
}

// another is an empty group with room for as much.
func (g *group) another() *group {
	next := newGroup(len(g.columns), g.most)
	for i := range next.columns {
		t, like := &next.columns[i], &g.columns[i]
		t.data = make([]byte, 0, len(like.data)+len(like.data)/16)
		t.ends, t.levels = make([]uint32, 0, len(like.ends)), make([]int16, 0, len(like.levels))
	}
	return next
}

func (g *group) full() bool { return g.rows >= g.most || g.bytes >= groupBytes }

// empty forgets the rows and keeps the memory, unless a few rows took much of it.
func (g *group) empty() {
	g.rows, g.bytes, g.last = 0, 0, false
	for i := range g.columns {
		t := &g.columns[i]
		t.data, t.ends, t.levels, t.nulls = t.data[:0], t.ends[:0], t.levels[:0], 0
		if cap(t.data) > groupBytes {
			t.data = nil
		}
	}
}

func (t *textColumn) add(value []byte) {
	t.data = append(t.data, value...)
	t.added()
}

// added ends a value that was appended to data.
func (t *textColumn) added() {
	t.ends = append(t.ends, uint32(len(t.data))) //nolint:gosec // a group and a record are bounded far below
	t.levels = append(t.levels, 1)
}

func (t *textColumn) addNull() {
	t.ends = append(t.ends, uint32(len(t.data))) //nolint:gosec // as above
	t.levels = append(t.levels, 0)
	t.nulls++
}

// rows gives the text of every row; isNull tells which are none. It is valid
// until the group is emptied.
func (t *textColumn) rows(yield func(row int, text []byte) bool) {
	from := uint32(0)
	for row, end := range t.ends {
		if !yield(row, t.data[from:end:end]) {
			return
		}
		from = end
	}
}

func (t *textColumn) isNull(row int) bool { return t.levels[row] == 0 }

// valid appends a bit for each row, set for a value.
func (t *textColumn) valid(bits []byte) []byte {
	for from := 0; from < len(t.levels); from += 8 {
		var eight byte
		for i, level := range t.levels[from:min(from+8, len(t.levels))] {
			eight |= byte(level) << i
		}
		bits = append(bits, eight)
	}
	return bits
}
