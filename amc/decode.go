package amc

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// The types here read what Amazon's services send in more than one form. None
// of them ever fails: one odd field must not hide the object around it.

// text reads a string, and a number or boolean as its own letters.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	*t = text(plain(data))
	return nil
}

// plain returns the string that data holds, or data itself for another value;
// nothing for null.
func plain(data []byte) string {
	data = bytes.TrimSpace(data)
	if bytes.Equal(data, []byte("null")) {
		return ""
	}
	var content string
	if len(data) > 0 && data[0] == '"' && json.Unmarshal(data, &content) == nil {
		return content
	}
	return string(data)
}

// integer reads 5, "5" and 5.0.
type integer int64

func (i *integer) UnmarshalJSON(data []byte) error {
	content := strings.TrimSpace(plain(data))
	if whole, err := strconv.ParseInt(content, 10, 64); err == nil {
		*i = integer(whole)
		return nil
	}
	if number, err := strconv.ParseFloat(content, 64); err == nil && number > -1<<53 && number < 1<<53 {
		*i = integer(number)
	}
	return nil
}

// boolean reads true, "true", "True" and "TRUE".
type boolean bool

func (b *boolean) UnmarshalJSON(data []byte) error {
	*b = boolean(strings.EqualFold(strings.TrimSpace(plain(data)), "true"))
	return nil
}

// instant reads a time with up to nine digits of a second's fraction, with Z,
// an offset or neither (UTC). Anything else is the zero time.
type instant struct{ time.Time }

func (i *instant) UnmarshalJSON(data []byte) error {
	content := strings.TrimSpace(plain(data))
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if at, err := time.Parse(layout, content); err == nil {
			i.Time = at.UTC()
			return nil
		}
	}
	return nil
}

// single reads an object that stands alone or below one wrapping key.
type single[T any] struct {
	key   string
	value T
}

func (s *single[T]) UnmarshalJSON(data []byte) error {
	var wrapper map[string]json.RawMessage
	if err := json.Unmarshal(data, &wrapper); err != nil {
		return err
	}
	if inner := bytes.TrimSpace(wrapper[s.key]); len(inner) > 0 && inner[0] == '{' {
		data = inner
	}
	return decode(data, &s.value)
}

// decode keeps numbers of unknown type as they were written.
func decode(data []byte, out any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(out)
}
