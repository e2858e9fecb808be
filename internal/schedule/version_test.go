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
