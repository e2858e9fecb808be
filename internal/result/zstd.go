package result

import (
	"fmt"
	"sync"

	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/klauspost/compress/zstd"
)

// zstdCodec compresses the pages of Parquet files with encoders that belong to
// the process from its start and are bounded by the number of processors. Those
// that package compress makes belong to whoever came first: a test on a virtual
// clock would keep them from everybody after it.
type zstdCodec struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

var pageCodec = newZstdCodec()

// usePageCodec has Parquet files compressed by pageCodec.
var usePageCodec = sync.OnceFunc(func() { compress.RegisterCodec(compress.Codecs.Zstd, pageCodec) })

func newZstdCodec() *zstdCodec {
	encoder, err := zstd.NewWriter(nil, zstd.WithZeroFrames(true), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		panic(fmt.Sprintf("result: set up compression: %v", err)) // the options are constant
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0))
	if err != nil {
		panic(fmt.Sprintf("result: set up decompression: %v", err))
	}
	encoder.EncodeAll(nil, nil) // it makes what it needs with the first use
	return &zstdCodec{encoder, decoder}
}

// Encode compresses src into dst, which is long enough.
func (c *zstdCodec) Encode(dst, src []byte) []byte { return c.encoder.EncodeAll(src, dst[:0]) }

// EncodeLevel is Encode: files have one level, the fastest.
func (c *zstdCodec) EncodeLevel(dst, src []byte, _ int) []byte { return c.Encode(dst, src) }

// Decode unpacks src. It panics with what is no compressed page, which the
// reader of the file turns into its error.
func (c *zstdCodec) Decode(dst, src []byte) []byte {
	dst, err := c.decoder.DecodeAll(src, dst[:0])
	if err != nil {
		panic(err)
	}
	return dst
}

// CompressBound is how long n bytes may become.
func (c *zstdCodec) CompressBound(n int64) int64 { return int64(c.encoder.MaxEncodedSize(int(n))) }
