package fault

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func fired(t *testing.T, rule Rule, requests ...Request) []int {
	t.Helper()
	set, err := NewSet(rule)
	require.NoError(t, err)
	var hits []int
	for i, request := range requests {
		if _, met := set.Decide(request); met {
			hits = append(hits, i+1)
		}
	}
	return hits
}

func times(n int, request Request) []Request {
	requests := make([]Request, n)
	for i := range requests {
		requests[i] = request
	}
	return requests
}

func TestRulesHitTheRequestsTheyAreAbout(t *testing.T) {
	t.Parallel()
	post := Request{Method: "POST", Path: "/amc/reporting/amc1/workflowExecutions", Instance: "amc1", Body: []byte(`{"sqlQuery":"x"}`)}
	get := Request{Method: "GET", Path: "/amc/reporting/amc1/workflowExecutions/7", Instance: "amc1"}
	action := Action{Kind: Drop}
	noon := time.Date(2025, 6, 2, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) Request { return Request{Method: "GET", At: noon.Add(d)} }
	one := noon.Add(time.Hour)
	for name, c := range map[string]struct {
		match    Match
		requests []Request
		want     []int
	}{
		"everything":          {Match{}, []Request{post, get}, []int{1, 2}},
		"method":              {Match{Method: "post"}, []Request{post, get}, []int{1}},
		"tail of the route":   {Match{Route: "/workflowExecutions"}, []Request{post, get}, []int{1}},
		"one segment":         {Match{Route: "/workflowExecutions/*"}, []Request{post, get}, []int{2}},
		"whole route":         {Match{Route: "/amc/reporting/*/workflowExecutions"}, []Request{post, get}, []int{1}},
		"longer than path":    {Match{Route: "/x/amc/reporting/*/workflowExecutions"}, []Request{post}, nil},
		"instance":            {Match{Instance: "amc2"}, []Request{post}, nil},
		"body":                {Match{Body: "sqlQuery"}, []Request{get, post}, []int{2}},
		"nth":                 {Match{Nth: 2}, times(4, get), []int{2}},
		"every":               {Match{Every: 2}, times(5, get), []int{2, 4}},
		"max":                 {Match{Max: 2}, times(5, get), []int{1, 2}},
		"nth of the matching": {Match{Method: "GET", Nth: 2}, []Request{get, post, post, get}, []int{4}},
		"time":                {Match{From: &noon, Until: &one}, []Request{at(-1), at(0), at(time.Hour - 1), at(time.Hour)}, []int{2, 3}},
	} {
		require.Equal(t, c.want, fired(t, Rule{Match: c.match, Action: action}, c.requests...), name)
	}
}

func TestChanceIsDrawnFromTheSeed(t *testing.T) {
	t.Parallel()
	rule := Rule{Match: Match{Probability: 0.3, Seed: 7}, Action: Action{Kind: Drop}}
	first := fired(t, rule, times(1000, Request{})...)
	require.InDelta(t, 300, len(first), 60)
	require.Equal(t, first, fired(t, rule, times(1000, Request{})...))
	rule.Match.Seed = 8
	require.NotEqual(t, first, fired(t, rule, times(1000, Request{})...))
}

func TestFirstMatchingRuleIsMetAndCountsAreKept(t *testing.T) {
	t.Parallel()
	set, err := NewSet(
		Rule{ID: "a", Match: Match{Max: 1}, Action: Action{Kind: Drop}},
		Rule{Action: Action{Kind: Timeout}},
	)
	require.NoError(t, err)
	met, _ := set.Decide(Request{})
	require.Equal(t, "a", met.ID)
	met, _ = set.Decide(Request{})
	require.Equal(t, Timeout, met.Action.Kind)
	require.Equal(t, 504, met.Action.Status)
	require.Equal(t, After, met.Action.When)
	reports := set.List()
	require.Equal(t, 1, reports[0].Fired)
	require.Equal(t, 1, reports[1].Fired)
	require.True(t, set.Remove("a"))
	require.False(t, set.Remove("a"))
	set.Clear()
	require.Empty(t, set.List())
}

func TestParseRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	rules, err := Parse([]byte("rules:\n  - match: {method: POST, nth: 2}\n    action: {kind: status, status: 503, shape: empty, when: after}\n"))
	require.NoError(t, err)
	require.Equal(t, 2, rules[0].Match.Nth)
	for _, text := range []string{
		"rules: [{action: {kind: explode}}]",
		"rules: [{action: {kind: status}}]",
		"rules: [{action: {kind: drop}, match: {route: nothing}}]",
		"rules: [{action: {kind: drop}, match: {route: '/[', nth: 1}}]",
		"rules: [{action: {kind: drop}, match: {probability: 2}}]",
		"rules: [{action: {kind: hold, state: DONE}}]",
		"rules: [{action: {kind: drop}, mtach: {}}]",
		"rules: 7",
	} {
		_, err := Parse([]byte(text))
		require.Error(t, err, text)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("rules:\n  - match: {route: /a/*}\n    action: {kind: drop}\n"), "/a/b")
	f.Fuzz(func(t *testing.T, text []byte, path string) {
		rules, err := Parse(text)
		if err != nil {
			return
		}
		for _, rule := range rules {
			set, err := NewSet(rule)
			require.NoError(t, err)
			set.Decide(Request{Path: path})
		}
	})
}
