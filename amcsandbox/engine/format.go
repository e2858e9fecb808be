package engine

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"time"

	driver "github.com/duckdb/duckdb-go/v2"

	"github.com/recomamp/recomamp/amcsql/duckdb"
)

// timestampLayout is ISO 8601 in UTC with milliseconds.
const timestampLayout = "2006-01-02T15:04:05.000Z"

// append prints a value that is not NULL.
func (t duckType) append(to []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(to, v...)
	case bool:
		return strconv.AppendBool(to, v)
	case int8:
		return strconv.AppendInt(to, int64(v), 10)
	case int16:
		return strconv.AppendInt(to, int64(v), 10)
	case int32:
		return strconv.AppendInt(to, int64(v), 10)
	case int64:
		return strconv.AppendInt(to, v, 10)
	case uint64:
		return strconv.AppendUint(to, v, 10)
	case *big.Int:
		return v.Append(to, 10)
	case float32:
		return strconv.AppendFloat(to, float64(v), 'f', -1, 32)
	case float64:
		return strconv.AppendFloat(to, v, 'f', -1, 64)
	case driver.Decimal:
		return append(to, v.String()...)
	case time.Time:
		if t.name == "DATE" {
			return v.AppendFormat(to, time.DateOnly)
		}
		return v.UTC().AppendFormat(to, timestampLayout)
	case []byte:
		return hex.AppendEncode(to, v)
	case []any:
		return t.appendList(to, v)
	case map[string]any:
		return t.appendRow(to, v)
	case driver.OrderedMap:
		return t.appendMap(to, v)
	default:
		return fmt.Append(to, v)
	}
}

// field is the type of a part, unknown where DuckDB did not tell.
func (t duckType) field(i int) duckType {
	if i < len(t.fields) {
		return t.fields[i]
	}
	return duckType{}
}

func (t duckType) appendPart(to []byte, i int, v any) []byte {
	if v == nil {
		return append(to, "null"...)
	}
	return t.field(i).append(to, v)
}

// appendList prints [a, b].
func (t duckType) appendList(to []byte, list []any) []byte {
	to = append(to, '[')
	for i, v := range list {
		if i > 0 {
			to = append(to, ", "...)
		}
		to = t.appendPart(to, 0, v)
	}
	return append(to, ']')
}

// appendRow prints the fields of a NAMED_ROW by place, without labels.
func (t duckType) appendRow(to []byte, row map[string]any) []byte {
	to = append(to, '[')
	for i := range len(row) {
		if i > 0 {
			to = append(to, ", "...)
		}
		to = t.appendPart(to, i, row[duckdb.FieldName(i)])
	}
	return append(to, ']')
}

// appendMap prints {key=value, key=value}.
func (t duckType) appendMap(to []byte, m driver.OrderedMap) []byte {
	to = append(to, '{')
	values := m.Values()
	for i, key := range m.Keys() {
		if i > 0 {
			to = append(to, ", "...)
		}
		to = t.appendPart(to, 0, key)
		to = append(to, '=')
		to = t.appendPart(to, 1, values[i])
	}
	return append(to, '}')
}
