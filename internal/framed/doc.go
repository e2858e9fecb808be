// Package framed carries a file through one HTTP body together with how far it
// is, what it came to, and why it broke off. HTTP has trailers for the second
// of these and nothing for the others, and browsers show no trailers.
//
//	frame = kind (1 byte), length of content (4 bytes, big-endian), content
//	D     = bytes of the file
//	P     = JSON of Progress
//	E     = JSON of End; the last frame
//	F     = JSON of Failure; the last frame, and the file is not whole
//
// A body without E is not whole, whatever it looks like. web/src/lib/framed.ts
// reads the same.
package framed

// MediaType of such a body.
const MediaType = "application/vnd.recomamp.framed"

// Progress says how far the file is.
type Progress struct {
	Rows int64 `json:"rows"`
}

// End says what the file came to.
type End struct {
	Rows     int64    `json:"rows"`
	Bytes    int64    `json:"bytes"`
	Checksum string   `json:"checksum"` // SHA-256 in hex
	Notices  []string `json:"notices,omitempty"`
}

// Failure says why the file broke off.
type Failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Next    string `json:"next,omitempty"`
}

// Error makes it an error, with what to do next.
func (f *Failure) Error() string {
	if f.Next == "" {
		return f.Message
	}
	return f.Message + " " + f.Next
}

const (
	kindData     = 'D'
	kindProgress = 'P'
	kindEnd      = 'E'
	kindFailure  = 'F'
)
