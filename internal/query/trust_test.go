package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/query"
)

func TestATextIsTrustedWhereItsAuthorMayRunItOrItsClientIs(t *testing.T) {
	t.Parallel()
	as := func(rank actor.Rank) actor.Actor {
		return actor.Person("eve", "Eve", actor.Member).With(&actor.Access{
			Instances: map[actor.InstanceID]actor.Place{"b1": {ClientID: "B", Rank: rank}},
		})
	}
	for what, of := range map[string]struct {
		origin  query.Origin
		asker   actor.PersonID
		author  actor.Actor
		trusted bool
	}{
		"shared, by an author there":          {query.Origin{Author: "eve"}, "ann", as(actor.Author), true},
		"shared, by an owner":                 {query.Origin{Author: "olga"}, "ann", actor.Person("olga", "", actor.Owner), true},
		"shared, by a runner there":           {query.Origin{Author: "eve"}, "ann", as(actor.Runner), false},
		"shared, one's own":                   {query.Origin{Author: "eve"}, "eve", as(actor.Runner), false},
		"shared, by an account not in use":    {query.Origin{Author: "eve"}, "ann", actor.Actor{}, false},
		"the client's":                        {query.Origin{ClientID: "B", Author: "eve"}, "ann", as(actor.Runner), true},
		"the client's, one's own, no more":    {query.Origin{ClientID: "B", Author: "eve"}, "eve", as(actor.Runner), false},
		"another client's":                    {query.Origin{ClientID: "A", Author: "eve"}, "ann", as(actor.Runner), false},
		"another client's, by an author here": {query.Origin{ClientID: "A", Author: "eve"}, "ann", as(actor.Author), true},
	} {
		require.Equal(t, of.trusted, of.origin.TrustedOn(of.asker, of.author, "b1", "B"), what)
	}
	require.False(t, query.Origin{Author: "eve"}.TrustedOn("ann", as(actor.Runner), "b1", ""), "no client is nobody's client")
}
