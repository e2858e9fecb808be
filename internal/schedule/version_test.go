package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/actor"
)

func TestEachEditIsAVersion(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		s := f.create(func(c *Content) { c.Targets[0].Values = values(`{"campaign": "spring"}`) })
		f.time.Advance(time.Hour)
		changed := s.Content
		changed.Name, changed.Jitter = "Renamed", time.Minute
		saved, err := f.Save(t.Context(), f.owner, s.ID, s.Version, changed)
		require.NoError(t, err)
		_, err = f.Pause(t.Context(), f.owner, s.ID, "") // is no edit
		require.NoError(t, err)
		_, err = f.Save(t.Context(), f.owner, s.ID, s.Version, changed)
		require.ErrorIs(t, err, ErrConflict)

		all, err := f.Versions(t.Context(), f.owner, s.ID)
		require.NoError(t, err)
		require.Len(t, all, 2)
		require.Equal(t, []int{2, 1}, []int{all[0].Number, all[1].Number})
		require.Equal(t, saved.Content, all[0].Content)
		require.Equal(t, s.Content, all[1].Content)
		require.Equal(t, "Ada", all[0].ByName)
		require.Equal(t, "Reach", all[0].QueryName)
		require.True(t, start.Add(time.Hour).Equal(all[0].At))
		_, err = f.Versions(t.Context(), f.owner, "none")
		require.ErrorIs(t, err, ErrNotFound)
		_, err = f.Versions(t.Context(), actor.Person(f.owner.PersonID, "Guest", ""), s.ID)
		require.ErrorIs(t, err, ErrNotFound)
	})
}

// What a schedule said of instances that somebody may not see is nothing to them.
func TestVersionsOnOtherInstancesAreNotTold(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		part := f.give(rights{}, "part", actor.Administrator, f.instances[0])
		s := f.create(func(c *Content) {
			c.Name, c.ClientID, c.Targets = "Of others", f.client, []Target{{InstanceID: f.instances[1]}}
		})
		changed := s.Content
		changed.Name, changed.Targets = "Of both", []Target{{InstanceID: f.instances[0]}, {InstanceID: f.instances[1]}}
		_, err := f.Save(t.Context(), f.owner, s.ID, s.Version, changed)
		require.NoError(t, err)
		seen, err := f.Versions(t.Context(), part, s.ID)
		require.NoError(t, err)
		require.Len(t, seen, 1)
		require.Equal(t, "Of both", seen[0].Name)
		require.Len(t, seen[0].Targets, 1)
		require.Equal(t, f.instances[0], seen[0].Targets[0].InstanceID)
		require.Empty(t, seen[0].ClientID, "of which only an instance is known")
	})
}

func TestWhoMayBeResponsible(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, f *fixture) {
		for _, name := range []string{"Bea", "Cid"} {
			f.exec(`INSERT INTO person (id, email, email_key, name, role, password_hash, created_at, updated_at) VALUES (?0, ?0, ?0, ?0, 'owner', '', ?1, ?1)`, name, start)
		}
		f.exec("UPDATE person SET disabled_at = ? WHERE id = 'Bea'", start)
		found, err := f.Responsibles(t.Context(), f.owner)
		require.NoError(t, err)
		require.Equal(t, []Responsible{{f.owner.PersonID, "Ada"}, {"Cid", "Cid"}}, found)
		content := f.content()
		content.ResponsibleID = "Bea"
		s := f.create(nil)
		_, err = f.Save(t.Context(), f.owner, s.ID, 1, content)
		require.ErrorContains(t, err, "cannot be saved")
		content.ResponsibleID = "Cid"
		saved, err := f.Save(t.Context(), f.owner, s.ID, 1, content)
		require.NoError(t, err)
		require.Equal(t, "Cid", saved.ResponsibleName)
		nobody, err := f.Responsibles(t.Context(), actor.Person(f.owner.PersonID, "Guest", ""))
		require.NoError(t, err)
		require.Empty(t, nobody)
	})
}
