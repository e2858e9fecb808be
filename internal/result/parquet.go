package result

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

const (
	// groupBytes and groupRows shape row groups: large enough to compress well,
	// small enough that a page anywhere decodes little.
	groupBytes = 32 << 20
	groupRows  = 61440
	vectorRows = 2048
)

// toParquet has DuckDB turn a finished spool file into Parquet.
func toParquet(ctx context.Context, db *sql.DB, s *spool, from, to string) error {
	if _, err := db.ExecContext(ctx, copyStatement(s, from, to)); err != nil {
		return storageError(fmt.Errorf("write Parquet: %w", err))
	}
	var rows int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM read_parquet("+quote(to)+")").Scan(&rows); err != nil {
		return fmt.Errorf("count stored rows: %w", err)
	}
	if rows != s.rows {
		return fmt.Errorf("count stored rows: %d stored, %d received", rows, s.rows)
	}
	return nil
}

// copyStatement holds no text of the result: names are ours, values stay in the file.
func copyStatement(s *spool, from, to string) string {
	var selected, raw []string
	for i, column := range s.columns {
		raw = append(raw, fmt.Sprintf("'c%d': 'VARCHAR'", i))
		selected = append(selected, fmt.Sprintf("CAST(c%d AS %s) AS c%d", i, column.Encoding.physical(), i))
	}
	rowsPerGroup := int64(groupRows)
	if s.rows > 0 {
		rowsPerGroup = min(rowsPerGroup, max(groupBytes/max(s.kept/s.rows, 1), vectorRows))
	}
	line := max(s.longest+1, 2<<20)
	return fmt.Sprintf(`COPY (SELECT %s FROM read_csv(%s, columns = {%s}, auto_detect = false, header = false,
	delim = ',', quote = '"', escape = '"', nullstr = '%s', allow_quoted_nulls = false, new_line = '\n',
	strict_mode = true, max_line_size = %d, buffer_size = %d))
TO %s (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE %d)`,
		strings.Join(selected, ", "), quote(from), strings.Join(raw, ", "), null, line, 4*line, quote(to), rowsPerGroup)
}
