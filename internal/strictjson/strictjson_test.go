package strictjson_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/strictjson"
)

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", strictjson.MaxDepth+1) + strings.Repeat("]", strictjson.MaxDepth+1)
	for text, want := range map[string]strictjson.Error{
		``:                              {Message: "is empty"},
		" \n":                           {Message: "is empty"},
		`{"a":1,"a":2}`:                 {Pointer: "/a", Message: "stands there twice"},
		`{"a":1,"\u0061":2}`:            {Pointer: "/a", Message: "stands there twice"},
		`{"w":[{"x":1},{"y":1,"y":2}]}`: {Pointer: "/w/1/y", Message: "stands there twice"},
		`{"a":1} {}`:                    {Message: "goes on after its end, at byte 7"},
		`{"a":1}x`:                      {Message: "goes on after its end, at byte 7"},
		`1 2`:                           {Message: "goes on after its end, at byte 1"},
		`{"a":`:                         {Message: "ends in the middle"},
		`{"a":"b`:                       {Message: "ends in the middle"},
		"{\"a\":\"\xff\"}":              {Pointer: "/a", Message: "is not valid UTF-8"},
		`{"a":"\ud800"}`:                {Pointer: "/a", Message: "holds an escape that stands for no character"},
		`{"a":"x\u0000y"}`:              {Pointer: "/a", Message: "holds the character NUL"},
		"\xef\xbb\xbf{}":                {Message: "begins with a byte order mark"},
		deep:                            {Pointer: strings.Repeat("/0", strictjson.MaxDepth), Message: "is nested more than 64 levels deep"},
	} {
		err := strictjson.Check([]byte(text))
		var got *strictjson.Error
		require.ErrorAs(t, err, &got, text)
		require.Equal(t, want, *got, text)
	}
	for _, text := range []string{`{"a":01}`, `{"a":NaN}`, `{'a':1}`, `{"a":1,}`, `// x`, `{"a":"` + "\n" + `"}`, `nul`, `[1 2]`} {
		require.Error(t, strictjson.Check([]byte(text)), text)
	}
}

func TestWhatPasses(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", strictjson.MaxDepth) + strings.Repeat("]", strictjson.MaxDepth)
	for _, text := range []string{
		`{}`, ` null `, `"x"`, `-1.5e300`, `{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, `{"a":"😀 \ud83d\ude00 \n \u001f"}`, deep, `{"A":1,"a":2}`,
	} {
		require.NoError(t, strictjson.Check([]byte(text)), text)
	}
}

func TestWhatIsSaidIsShort(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("ä", 100_000)
	err := strictjson.Check([]byte(`{"` + name + `":1,"` + name + `":2}`))
	require.ErrorContains(t, err, "stands there twice")
	require.Less(t, len(err.Error()), 300)
	require.True(t, utf8.ValidString(err.Error()))
}

func FuzzCheck(f *testing.F) {
	for _, seed := range []string{`{"a":1,"a":2}`, `{"a":"\u0000"}`, `[[[`, `1 2`, "\xff", `{"a":[1,{"b":null}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := strictjson.Check(data)
		if err == nil {
			if !utf8.Valid(data) {
				t.Fatal("passed with invalid UTF-8")
			}
			var value any
			if err := json.Unmarshal(data, &value); err != nil && !strings.Contains(err.Error(), "number") {
				t.Fatalf("passed, and encoding/json refuses it: %v", err)
			}
			return
		}
		refused, ok := errors.AsType[*strictjson.Error](err)
		if !ok || refused.Message == "" || !utf8.ValidString(refused.Pointer) {
			t.Fatalf("refused without words: %#v", err)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	var body strings.Builder
	body.WriteString(`{"values":[`)
	for i := range 100_000 {
		fmt.Fprintf(&body, `%q,`, fmt.Sprintf("B%09d", i))
	}
	body.WriteString(`"last"]}`)
	data := []byte(body.String())
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if err := strictjson.Check(data); err != nil {
			b.Fatal(err)
		}
	}
}
