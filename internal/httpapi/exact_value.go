package httpapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
)

// maxExact is the largest whole number that every reader of JSON holds exactly.
const maxExact = 1<<53 - 1

// exactValues reads an object of values such that no reader rounds them: whole
// numbers beyond maxExact become text, as requests may spell them too.
func exactValues(object json.RawMessage) (map[string]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.UseNumber()
	values := map[string]any{}
	if err := decoder.Decode(&values); err != nil {
		return nil, fmt.Errorf("read values: %w", err)
	}
	out := make(map[string]json.RawMessage, len(values))
	for name, value := range values {
		text, err := json.Marshal(exact(value))
		if err != nil {
			return nil, fmt.Errorf("write value of %s: %w", name, err)
		}
		out[name] = text
	}
	return out, nil
}

func exact(value any) any {
	switch v := value.(type) {
	case json.Number:
		if whole, isWhole := new(big.Int).SetString(v.String(), 10); isWhole && whole.CmpAbs(big.NewInt(maxExact)) > 0 {
			return v.String()
		}
	case []any:
		for i := range v {
			v[i] = exact(v[i])
		}
	}
	return value
}

// exactly reads one value such that no reader rounds it.
func exactly(value json.RawMessage) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var read any
	if decoder.Decode(&read) != nil {
		return value
	}
	text, err := json.Marshal(exact(read))
	if err != nil {
		return value
	}
	return text
}
