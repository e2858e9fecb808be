package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"strconv"
	"time"
)

// The bytes that are hashed are texts, each behind its length, so that no two
// entries have the same. A change of their order or number takes a new name in
// front, and Verify must know both.
const (
	entryForm = "recomamp audit entry 1"
	batchForm = "recomamp audit batch 1"
)

// noHash stands for the batch before the first.
var noHash = hex.EncodeToString(make([]byte, sha256.Size))

// digest is the SHA-256 over everything an entry says, and its place.
func (e *Entry) digest() string {
	sum := sha256.New()
	write(sum, entryForm, strconv.FormatInt(e.Place, 10), string(e.ID), instantText(e.At),
		string(e.Act), string(e.Outcome), e.Code,
		string(e.ActorKind), string(e.PersonID), e.ActorName, string(e.Role), string(e.Via), e.ViaID,
		string(e.ObjectKind), e.ObjectID, e.ObjectName, string(e.ClientID), string(e.InstanceID),
		e.Address, string(e.RequestID), e.Changes)
	return hex.EncodeToString(sum.Sum(nil))
}

// Batch is a link of the chain. Its shape is also that of its row.
type Batch struct {
	Number       int64     `bun:"number,pk"`
	FirstPlace   int64     `bun:"first_place"`
	LastPlace    int64     `bun:"last_place"`
	Entries      int64     `bun:"entries"`
	SealedAt     time.Time `bun:"sealed_at"`
	PreviousHash string    `bun:"previous_hash"`
	Hash         string    `bun:"hash"`
}

// hashOf is the SHA-256 over what a batch says and the digests of its entries.
func (b *Batch) hashOf(digests []string) string {
	sum := sha256.New()
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	write(sum, batchForm, number(b.Number), number(b.FirstPlace), number(b.LastPlace), number(b.Entries), instantText(b.SealedAt), b.PreviousHash)
	write(sum, digests...)
	return hex.EncodeToString(sum.Sum(nil))
}

func write(to hash.Hash, parts ...string) {
	for _, part := range parts {
		to.Write(binary.AppendUvarint(nil, uint64(len(part))))
		to.Write([]byte(part))
	}
}

func instantText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
