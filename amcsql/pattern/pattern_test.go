package pattern_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amcsql/pattern"
)

func TestPatternsAreFoundAsJavaFindsThem(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern, yes, no string
		linear           bool
	}{
		{"^Kit", "Kitchen", "My Kitchen", true},
		{"_STV$", "Brand_STV", "STV_Brand", true},
		{"(?i)prime day", "All PRIME Day", "Primeday", true},
		{"(?!)online", "", "online", false},
		{"^(?!.*Test).*Brand", "New Brand", "Test Brand", false},
		{"^(?=.*a)(?=.*b).{3}$", "xab", "xa1", false},
		{"(?<=US )Brand", "US Brand", "UK Brand", false},
		{"(?<!US )Brand", "UK Brand", "US Brand", false},
		{`(\w)\1`, "aabc", "abab", false},
		{`(?<first>\d)-\k<first>`, "1-1", "1-2", false},
		{"a++b", "caab", "cb", false},
		{"(ab)*+c", "xababc", "xab", false},
		{"x{2,3}+y", "xxy", "xy", false},
		{`\p{Alpha}{3}`, "12abc", "1a2b", false},
		{`^\P{Digit}+$`, "abc", "a1", false},
		{`^[\p{Upper}\p{Digit}]+$`, "A1B2", "a1", false},
		{`\p{IsLatin}é`, "café", "Ωé", false},
		{`\pL+\d`, "x1", "1x", true},
		{`a\hb`, "a b", "a\nb", false},
		{`\Qa.b\E`, "a.b", "axb", true},
		{`(?<=x)\Qa.b\E`, "xa.b", "xa-b", false},
		{"[a-z&&[^b]]", "c", "b", false},
		{"(?iu)É", "é", "e", false},
		{"(?i-s:A)b", "ab", "aB", true},
		{`[]a]b(?=c)`, "]bc", "xbc", false},
		{`\u0041(?=b)`, "Ab", "ab", false},
		{`\x{41}(?=b)`, "Ab", "ab", false},
	} {
		t.Run(test.pattern, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.linear, pattern.Linear(test.pattern))
			p, err := pattern.Compile(test.pattern)
			require.NoError(t, err)
			found, err := p.Matches(test.no)
			require.NoError(t, err)
			require.False(t, found, test.no)
			if test.yes == "" {
				return
			}
			found, err = p.Matches(test.yes)
			require.NoError(t, err)
			require.True(t, found, test.yes)
		})
	}
}

func TestWhatIsNoPatternIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"(", "[a", "a(?=b", `\`, "[a[b]]", `\p{Nonsense}(?=a)`, "*a", strings.Repeat("a", 10_001)} {
		_, err := pattern.Compile(text)
		require.Error(t, err, text)
	}
}

func TestGroupsPartsAndReplacements(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`(\w+)-(\w+)?`, `(\w+)-(\w+)?(?!x)`} { // both engines
		p, err := pattern.Compile(text)
		require.NoError(t, err)
		for group, want := range map[int]string{0: "äb-c", 1: "b", 2: "c"} {
			if group == 0 {
				want = "b-c" // \w is ASCII in Java
			}
			got, found, err := p.First("äb-c d-", group)
			require.NoError(t, err)
			require.True(t, found)
			if text == `(\w+)-(\w+)?` {
				require.Equal(t, want, got)
			}
		}
		_, found, err := p.First("d-", 2)
		require.NoError(t, err)
		require.False(t, found)
		_, found, err = p.First("d-", 3)
		require.NoError(t, err)
		require.False(t, found)
		replaced, err := p.Replace("a-b! c-", `$2\$$1$0$10`)
		require.NoError(t, err)
		require.Equal(t, "b$aa-ba0! $cc-c0", replaced)
		count, err := p.Count("a-b c-d e")
		require.NoError(t, err)
		require.Equal(t, 2, count)
	}
	for _, text := range []string{`,\s*`, `,\s*(?!x)`} {
		p, err := pattern.Compile(text)
		require.NoError(t, err)
		parts, err := p.Split("ü, b,c")
		require.NoError(t, err)
		require.Equal(t, []string{"ü", "b", "c"}, parts)
		parts, err = p.Split("none")
		require.NoError(t, err)
		require.Equal(t, []string{"none"}, parts)
	}
}

func FuzzCompileAndMatch(f *testing.F) {
	for _, seed := range []string{"^(?!.*a)b", `(\w)\1++`, `[a&&[^b]]\p{Alpha}`, `\Qa\E(?<=x)`, "(?u)a(?!b)", "((a)|b)*+", "{", "a{2"} {
		f.Add(seed, "some text")
	}
	f.Fuzz(func(t *testing.T, text, subject string) {
		if len(text) > 30 || len(subject) > 30 { // Backtracking may take its time on more.
			return
		}
		p, err := pattern.Compile(text)
		if err != nil {
			return
		}
		found, err := p.Matches(subject)
		if err != nil {
			return
		}
		count, err := p.Count(subject)
		if err == nil && found != (count > 0) {
			t.Fatalf("%q on %q: found %v, but %d times", text, subject, found, count)
		}
		if _, err := p.Split(subject); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Replace(subject, `$1\$0`); err != nil {
			t.Fatal(err)
		}
	})
}
