package actor_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

// The page for administrators says what the code does, line by line.
func TestThePageOnAccessIsTheTableOfRights(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	var rows strings.Builder
	for _, rule := range actor.Rights() {
		fmt.Fprintf(&rows, "| %s | %s |\n", rule.Words, rule.Least)
	}
	require.Contains(t, string(page), "| a person may | least role |\n| --- | --- |\n"+rows.String()+"\n")
	var organisation strings.Builder
	for _, rule := range actor.OrganisationRights() {
		roles := make([]string, len(rule.Roles))
		for i, role := range rule.Roles {
			roles[i] = string(role)
		}
		fmt.Fprintf(&organisation, "| %s | %s |\n", rule.Words, strings.Join(roles, ", "))
	}
	require.Contains(t, string(page), "| right | roles |\n| --- | --- |\n"+organisation.String()+"\n")
}

func TestEachRoleHasTheRightsOfTheOnesBelow(t *testing.T) {
	t.Parallel()
	for _, rank := range actor.Ranks() {
		a := actor.Person("p", "P", actor.Member).With(&actor.Access{
			Instances: map[actor.InstanceID]actor.Place{"i": {ClientID: "c", Rank: rank}, "other": {ClientID: "d", Rank: actor.Viewer}},
			Clients:   map[actor.ClientID]actor.Rank{"c": 0, "d": actor.Viewer},
		})
		for _, rule := range actor.Rights() {
			has := rank >= rule.Least
			require.Equal(t, has, a.May(rule.Right, "i"), "%s: %s", rank, rule.Right)
			require.Equal(t, has, a.MayWithin(rule.Right, "c"))
			require.Equal(t, has, a.MayAnywhere(rule.Right))
			require.False(t, a.May(rule.Right, "nowhere"))
			require.Equal(t, rule.Right == actor.See, a.MayClient(rule.Right, "c"), "a grant on an instance is none on its client")
		}
		require.False(t, a.MayClient(actor.See, "nobody's"))
		require.False(t, a.SeesAll())
		require.False(t, a.MayOrganisation(actor.ReadPeople))
		parsed, known := actor.ParseRank(rank.String())
		require.True(t, known)
		require.Equal(t, rank, parsed)
	}
	_, known := actor.ParseRank("")
	require.False(t, known)
	require.NotNil(t, actor.Person("p", "P", actor.Member).VisibleInstances(), "nil would be taken for all")
}
