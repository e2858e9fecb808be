package amc

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	redacted = "[redacted]"
	// maxErrorBody is how much of a refused call's answer an Error keeps.
	maxErrorBody = 16 << 10
	// maxDetails bounds the explanation; compile errors repeat whole queries.
	maxDetails = 4 << 10
)

// tokenShape matches Amazon's access and refresh tokens wherever an answer
// might echo them, plain or percent-encoded.
var tokenShape = regexp.MustCompile(`Atz[ar](?:\||%7[Cc])[^\s"'<>&,;\\]+`)

// newError reads a refused answer. It accepts every shape Amazon, its gateway,
// S3 and proxies on the way are known to send, and anything else as text.
func newError(request *http.Request, got reply, token string, now time.Time) *Error {
	body := redact(got.body, token)
	failure := &Error{
		Method:     request.Method,
		Path:       request.URL.Path,
		Status:     got.status,
		RequestID:  requestID(got.header),
		RetryAfter: retryAfter(got.header.Get("Retry-After"), now),
		Body:       bytes.Clone(clip(body, maxErrorBody)),
		throttled:  strings.EqualFold(got.header.Get("Amazon-Advertising-Api-Throttled"), "true"),
	}
	failure.decodeBody(body)
	failure.Details = string(clip([]byte(failure.Details), maxDetails))
	return failure
}

// decodeBody fills Code, Details and a missing RequestID.
func (e *Error) decodeBody(body []byte) {
	trimmed := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case len(trimmed) == 0:
	case trimmed[0] == '{' && e.decodeJSON(trimmed):
	case trimmed[0] == '<' && e.decodeXML(trimmed):
	case trimmed[0] == '<':
		e.Details = htmlText(trimmed)
	default:
		e.Details = oneLine(string(trimmed))
	}
}

func (e *Error) decodeJSON(body []byte) bool {
	var shape struct {
		Code           text `json:"code"`
		Details        text `json:"details"`
		Detail         text `json:"detail"`
		Message        text `json:"message"`
		StatusReason   text `json:"statusReason"`
		MessageSubject text `json:"messageSubject"`
		RequestID      text `json:"requestId"`
	}
	if json.Unmarshal(body, &shape) != nil {
		return false
	}
	e.Code = string(shape.Code)
	for _, explanation := range []text{shape.Details, shape.Detail, shape.Message, shape.StatusReason, shape.MessageSubject} {
		if explanation != "" {
			e.Details = string(explanation)
			break
		}
	}
	if e.RequestID == "" {
		e.RequestID = string(shape.RequestID)
	}
	return true
}

// decodeXML reads the error document that S3 answers for a presigned link.
func (e *Error) decodeXML(body []byte) bool {
	var shape struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string   `xml:"Code"`
		Message   string   `xml:"Message"`
		RequestID string   `xml:"RequestId"`
	}
	if xml.Unmarshal(body, &shape) != nil {
		return false
	}
	e.Code, e.Details = shape.Code, shape.Message
	if e.RequestID == "" {
		e.RequestID = shape.RequestID
	}
	return true
}

var (
	htmlNoise = regexp.MustCompile(`(?is)<(script|style)\b.*?</(script|style)>|<!--.*?-->`)
	htmlTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	htmlTag   = regexp.MustCompile(`(?s)<[^>]*>`)
)

// htmlText returns a page's title, or its words when it has none.
func htmlText(page []byte) string {
	content := string(page)
	if title := htmlTitle.FindStringSubmatch(content); title != nil && strings.TrimSpace(title[1]) != "" {
		content = title[1]
	} else {
		content = htmlNoise.ReplaceAllString(content, " ")
	}
	return oneLine(html.UnescapeString(htmlTag.ReplaceAllString(content, " ")))
}

func oneLine(content string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(content, "\ufffd")), " ")
}

func requestID(header http.Header) string {
	for _, name := range []string{"X-Amz-Rid", "X-Amz-Request-Id", "X-Amzn-Requestid"} {
		if id := header.Get(name); id != "" {
			return id
		}
	}
	return ""
}

// redact removes the token of this very call and anything shaped like one.
func redact(body []byte, token string) []byte {
	if token != "" {
		body = bytes.ReplaceAll(body, []byte(token), []byte(redacted))
	}
	return tokenShape.ReplaceAll(body, []byte(redacted))
}

// clip cuts content to at most limit bytes, never inside a character.
func clip(content []byte, limit int) []byte {
	if len(content) <= limit {
		return content
	}
	for limit > 0 && !utf8.RuneStart(content[limit]) {
		limit--
	}
	return content[:limit]
}
