package httpapi

import (
	"strconv"

	"github.com/recomamp/recomamp/internal/fault"
)

// errIfMatch answers an If-Match that is no ETag of ours.
var errIfMatch = fault.New(fault.Invalid, "request.if_match_invalid", "The If-Match header does not hold a version of this object.").
	WithNext("Send the ETag you got when you read it.").WithField("header.If-Match", `must look like "3"`)

// etag is a revision as an entity tag.
func etag(revision int) string { return strconv.Quote(strconv.Itoa(revision)) }

// revision reads the revision an edit was made on.
func (v OnVersion) revision() (int, error) {
	text, err := strconv.Unquote(v.IfMatch)
	if err != nil {
		return 0, errIfMatch
	}
	revision, err := strconv.Atoi(text)
	if err != nil {
		return 0, errIfMatch
	}
	return revision, nil
}
