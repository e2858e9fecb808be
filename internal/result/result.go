package result

import (
	"time"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/internal/actor"
)

// Result describes the stored rows of one execution. It never changes once made, but that a Sealer seals a file
// of old times.
type Result struct {
	bun.BaseModel `bun:"table:result"`

	ExecutionID actor.ExecutionID `bun:"execution_id,pk"`
	InstanceID  actor.InstanceID  `bun:"instance_id"`
	Columns     []Column          `bun:"columns,type:text"`
	RowCount    int64             `bun:"row_count"`
	// ReceivedBytes is what Amazon sent, Bytes the size of the Parquet file.
	ReceivedBytes int64 `bun:"received_bytes"`
	Bytes         int64 `bun:"bytes"`
	// Checksum is the SHA-256 of the Parquet file, before it was sealed, in hex.
	Checksum string `bun:"checksum"`
	BlobKey  string `bun:"blob_key"`
	// KeyID names the key that the file is sealed with. It is empty for one that was
	// stored before files were sealed.
	KeyID     actor.DataKeyID `bun:"key_id,nullzero"`
	CreatedAt time.Time       `bun:"created_at"`
}

// Keeping says how long the rows of a result stay. Package retention decides it.
type Keeping struct {
	bun.BaseModel `bun:"table:result"`

	PinnedAt  *time.Time `bun:"pinned_at"`  // somebody wants them kept
	DropAt    *time.Time `bun:"drop_at"`    // announced: they are not dropped before
	DroppedAt *time.Time `bun:"dropped_at"` // they are gone
}
