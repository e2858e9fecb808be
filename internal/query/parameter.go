package query

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"time"

	"github.com/recomamp/recomamp/internal/fault"
)

// Type is the type of a parameter, in AMC's words.
type Type string

// The types AMC knows for parameters and we let people declare.
const (
	String    Type = "STRING"
	Integer   Type = "INTEGER"
	Long      Type = "LONG"
	Short     Type = "SHORT"
	Byte      Type = "BYTE"
	Decimal   Type = "DECIMAL"
	Double    Type = "DOUBLE"
	Float     Type = "FLOAT"
	Boolean   Type = "BOOLEAN"
	Date      Type = "DATE"
	Timestamp Type = "TIMESTAMP"
)

// Types lists every type.
func Types() []Type {
	return []Type{String, Integer, Long, Short, Byte, Decimal, Double, Float, Boolean, Date, Timestamp}
}

// Parameter is a value that a query asks for when it runs.
type Parameter struct {
	Name        string          `json:"name"`
	Type        Type            `json:"type"`
	Array       bool            `json:"array,omitempty"` // the value is a list of Type
	Description string          `json:"description,omitempty"`
	Default     json.RawMessage `json:"default,omitempty"` // JSON; absent when a value must be given
}

// HasDefault reports whether the parameter may be left out of a run. A default
// of null counts: AMC SQL can ask whether a parameter IS NULL.
func (p Parameter) HasDefault() bool { return len(p.Default) > 0 }

func (p Parameter) equal(q Parameter) bool {
	return p.Name == q.Name && p.Type == q.Type && p.Array == q.Array &&
		p.Description == q.Description && bytes.Equal(p.Default, q.Default)
}

// number is a decimal number as AMC SQL writes it; its exponent is bounded so
// that nobody downstream has to spell out a billion digits.
var number = regexp.MustCompile(`^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$`)

var parameterName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`)

// checkParameters adds to refused every fault of the declarations.
func checkParameters(refused *fault.Error, parameters []Parameter) *fault.Error {
	if len(parameters) > MaxParameters {
		return refused.WithField("/parameters", "are more than the 100 that AMC takes")
	}
	seen := map[string]bool{}
	for i, p := range parameters {
		at := fmt.Sprintf("/parameters/%d", i)
		switch {
		case !parameterName.MatchString(p.Name):
			refused = refused.WithField(at+"/name", "must be letters, digits and _ and not begin with a digit")
		case seen[p.Name]:
			refused = refused.WithField(at+"/name", "is declared twice")
		}
		seen[p.Name] = true
		if !slices.Contains(Types(), p.Type) {
			refused = refused.WithField(at+"/type", "is no AMC type")
			continue
		}
		if p.HasDefault() {
			if err := p.CheckValue(p.Default); err != nil {
				refused = refused.WithField(at+"/default", err.Error())
			}
		}
	}
	return refused
}

// CheckValue says whether value, as JSON, can be this parameter's value. The
// error is for a person and reads after the parameter's name: "must be a date".
// Numbers may come as JSON text, because Amazon's ids exceed what a browser's
// numbers hold.
func (p Parameter) CheckValue(value json.RawMessage) error {
	if string(bytes.TrimSpace(value)) == "null" {
		return nil
	}
	if !p.Array {
		return p.Type.check(value)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		return errors.New("must be a list")
	}
	for i, item := range items {
		if err := p.Type.check(item); err != nil {
			return fmt.Errorf("entry %d %w", i+1, err)
		}
	}
	return nil
}

// check says whether one JSON scalar fits the type.
func (t Type) check(value json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil {
		return errors.New("is not JSON")
	}
	text, isText := decoded.(string)
	if digits, ok := decoded.(json.Number); ok {
		text, isText = digits.String(), t != String && t != Boolean && t != Date && t != Timestamp
	}
	switch t {
	case String:
		return fitting(isText, "must be text")
	case Boolean:
		_, isBool := decoded.(bool)
		return fitting(isBool || isText && (text == "true" || text == "false"), "must be true or false")
	case Date:
		_, err := time.Parse(time.DateOnly, text)
		return fitting(isText && err == nil, "must be a date such as 2026-05-01")
	case Timestamp:
		return fitting(isText && isTimestamp(text), "must be a time such as 2026-05-01T06:00:00")
	case Byte, Short, Integer, Long:
		return t.checkInteger(text, isText)
	default:
		return fitting(isText && number.MatchString(text), "must be a number")
	}
}

// bits is the width of the integer types.
var bits = map[Type]uint{Byte: 8, Short: 16, Integer: 32, Long: 64}

func (t Type) checkInteger(text string, isText bool) error {
	if !isText || len(text) > 40 {
		return errors.New("must be a whole number")
	}
	value, ok := new(big.Int).SetString(text, 10)
	if !ok {
		return errors.New("must be a whole number")
	}
	limit := new(big.Int).Lsh(big.NewInt(1), bits[t]-1)
	fits := value.Cmp(limit) < 0 && value.Cmp(new(big.Int).Neg(limit)) >= 0
	return fitting(fits, fmt.Sprintf("is too large for %s", t))
}

func isTimestamp(text string) bool {
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", time.RFC3339Nano, time.DateOnly} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

func fitting(fits bool, otherwise string) error {
	if fits {
		return nil
	}
	return errors.New(otherwise)
}
