package execution

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
)

func packed(id actor.PackID, typ amcsql.PlaceholderType, values ...string) pack.Filling {
	return pack.Filling{
		Pack: pack.Pack{
			ID: id, ClientID: "ca", BrandName: "Everglow", Name: strings.ToUpper(string(id)), Type: typ, Size: len(values), Version: 4,
		}, Values: values,
	}
}

func unpackingOf(all ...pack.Filling) unpacking {
	u := unpacking{client: "ca", packs: map[actor.PackID]pack.Filling{}}
	for _, p := range all {
		u.packs[p.ID] = p
	}
	return u
}

func TestAPackTakesTheFormOfWhatItFills(t *testing.T) {
	t.Parallel()
	what := subject{
		sql: `SELECT a FROM t WHERE b IN ({{ids}}) AND c IN ({{words}}) AND d = {{one}} AND ARRAY_CONTAINS(CUSTOM_PARAMETER('list'), e)
			AND f IN (SELECT x FROM (VALUES {{rows}}) AS v(x)) AND CUSTOM_PARAMETER('single') = g`,
		placeholders: []query.Placeholder{
			{Name: "ids", Type: amcsql.PlaceholderList, Items: amcsql.PlaceholderNumber},
			{Name: "rows", Type: amcsql.PlaceholderRows},
		},
		parameters: []query.Parameter{{Name: "list", Type: query.Long, Array: true}, {Name: "single", Type: query.Boolean}},
		unpacking: unpackingOf(
			packed("n", amcsql.PlaceholderNumber, "12345678901234567890", "2"), packed("s", amcsql.PlaceholderString, "it's", "b"),
			packed("one", amcsql.PlaceholderString, "x"), packed("b", amcsql.PlaceholderBoolean, "true"), packed("l", amcsql.PlaceholderNumber, "7", "8"),
		),
	}
	sent, text, err := what.fillIn(map[string]json.RawMessage{
		"ids": raw(`{"pack":"n"}`), "words": raw(`{"pack":"s"}`), "one": raw(` {"pack": "one"}`), "rows": raw(`{"pack":"s"}`),
		"list": raw(`{"pack":"l"}`), "single": raw(`{"pack":"b"}`),
	})
	require.NoError(t, err)
	require.Contains(t, text.sql, "b IN (12345678901234567890, 2)")
	require.Contains(t, text.sql, "c IN ('it''s', 'b')")
	require.Contains(t, text.sql, "d = 'x'")
	require.Contains(t, text.sql, "('it''s'), ('b')")
	require.JSONEq(t, `{"list": [7, 8], "single": true}`, string(sent))
	require.Contains(t, text.unpacked, " ids: 2 values of the pack Everglow, N, version 4.")
	require.NotContains(t, string(text.values), "pack", "the values are kept, not the packs")
}

func TestAPackThatCannotFillIsNamed(t *testing.T) {
	t.Parallel()
	archived, others := packed("archived", amcsql.PlaceholderString, "a"), packed("others", amcsql.PlaceholderString, "a")
	archived.ArchivedAt, others.ClientID = new(time.Time), "cb"
	what := subject{
		sql: "SELECT a FROM t WHERE b IN ({{list}})", parameters: []query.Parameter{{Name: "number", Type: query.Long}},
		unpacking: unpackingOf(archived, others, packed("empty", amcsql.PlaceholderString), packed("words", amcsql.PlaceholderString, "a", "b"), packed("word", amcsql.PlaceholderString, "a")),
	}
	for id, want := range map[string][2]string{
		"archived": {"list", "which is archived"}, "others": {"list", "of another client"}, "empty": {"list", "holds no values"},
		"nowhere": {"list", "does not exist"}, "words": {"number", "takes one value, and the pack WORDS holds 2"}, "word": {"number", "must be a whole number"},
	} {
		values := map[string]json.RawMessage{"list": raw(`["x"]`), "number": raw("1")}
		values[want[0]] = raw(fmt.Sprintf(`{"pack":%q}`, id))
		_, _, err := what.fillIn(values)
		require.ErrorIs(t, err, ErrParameters, id)
		fields := fault.Of(err).Fields
		require.Equal(t, "/parameterValues/"+want[0], fields[0].Pointer, id)
		require.Contains(t, fields[0].Message, want[1], id)
	}
	_, _, err := what.fillIn(map[string]json.RawMessage{"list": raw(`["x"]`), "number": raw(`{"pack":"word","more":1}`)})
	require.Error(t, err, "another object stands for no pack")
}

func TestParametersThatAreTooLongAreRefusedBeforeTheyAreSent(t *testing.T) {
	t.Parallel()
	values := make([]string, 60_000)
	for i := range values {
		values[i] = fmt.Sprintf("B%09d", i)
	}
	what := subject{parameters: []query.Parameter{{Name: "asins", Type: query.String, Array: true}}, unpacking: unpackingOf(packed("p", amcsql.PlaceholderString, values...))}
	_, _, err := what.fillIn(map[string]json.RawMessage{"asins": raw(`{"pack":"p"}`)})
	require.NoError(t, err)
	long := strings.Repeat("x", 500)
	for i := range values {
		values[i] += long
	}
	_, _, err = what.fillIn(map[string]json.RawMessage{"asins": raw(`{"pack":"p"}`)})
	require.ErrorIs(t, err, ErrParameters)
	require.Equal(t, "/parameterValues", fault.Of(err).Fields[0].Pointer)
	require.Contains(t, fault.Of(err).Fields[0].Message, "2097152 at most")
}
