package execution

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/actor"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/pack"
	"github.com/recomamp/recomamp/internal/query"
)

// MaxSentValues is how long the values of parameters may be that are sent
// beside the text, in bytes of JSON. Amazon publishes no limit.
const MaxSentValues = 2 << 20

// unpacking is what values that stand for packs are replaced by.
type unpacking struct {
	client actor.ClientID // whose packs may be used
	packs  map[actor.PackID]pack.Filling
}

// unpackingFor reads the packs that values stand for, for an instance of a client.
func (s *Service) unpackingFor(ctx context.Context, a actor.Actor, client actor.ClientID, values map[string]json.RawMessage) (unpacking, error) {
	found := unpacking{client: client}
	ids := pack.References(values)
	if len(ids) == 0 {
		return found, nil
	}
	err := s.db.Read(ctx, a, func(ctx context.Context, tx bun.Tx) (err error) {
		found.packs, err = pack.ReadAll(ctx, tx, a, ids)
		return err
	})
	return found, err
}

// unpack puts what packs hold in place of the values that stand for them, each
// in the form that its parameter or placeholder takes. It tells of each in a
// sentence, and adds all that is wrong to wrong.
func (s subject) unpack(wrong *fault.Error, values map[string]json.RawMessage) (map[string]json.RawMessage, string, *fault.Error) {
	if len(pack.References(values)) == 0 {
		return values, "", wrong
	}
	from := map[string]pack.Filling{}
	lists := maps.Clone(values)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		id, is := pack.Reference(values[name])
		if !is {
			continue
		}
		found, why := s.unpacking.find(id)
		if why != "" {
			wrong = wrong.WithField("/parameterValues/"+pointerEscape(name), why)
			delete(lists, name)
			continue
		}
		from[name], lists[name] = found, found.List()
		if found.Size == 1 { // what nobody declared takes one value as it takes a list
			lists[name] = found.Entry(0)
		}
	}
	placeholders := query.WithFound(s.tables, s.sql, s.placeholders, lists)
	var told strings.Builder
	for _, name := range slices.Sorted(maps.Keys(from)) {
		value, why := s.shape(name, from[name], placeholders)
		if why != "" {
			wrong = wrong.WithField("/parameterValues/"+pointerEscape(name), why)
			continue
		}
		lists[name] = value
		fmt.Fprintf(&told, " %s: %d values of the pack %s, %s, version %d.", name, from[name].Size, from[name].BrandName, from[name].Name, from[name].Version)
	}
	return lists, told.String(), wrong
}

// find gives a pack that may be used, or why there is none.
func (u unpacking) find(id actor.PackID) (found pack.Filling, why string) {
	found, known := u.packs[id]
	switch {
	case !known:
		return found, "is to be filled with a pack that does not exist"
	case found.ClientID != u.client:
		return found, fmt.Sprintf("is to be filled with the pack %s, which is of another client than the instance", found.Name)
	case found.Hidden():
		return found, fmt.Sprintf("is to be filled with the pack %s, which is archived", found.Name)
	case found.Size == 0:
		return found, fmt.Sprintf("is to be filled with the pack %s, which holds no values", found.Name)
	default:
		return found, ""
	}
}

// shape gives what a pack holds in the form that a name asks for.
func (s subject) shape(name string, from pack.Filling, placeholders []query.Placeholder) (value json.RawMessage, why string) {
	isList, isRows := false, false
	for _, p := range s.parameters {
		isList = isList || p.Name == name && p.Array
	}
	for _, p := range placeholders {
		isList = isList || p.Name == name && p.Type == amcsql.PlaceholderList
		isRows = isRows || p.Name == name && p.Type == amcsql.PlaceholderRows && len(p.Columns) < 2
	}
	switch {
	case isList:
		return from.List(), ""
	case isRows:
		return from.Rows(), ""
	case from.Size == 1:
		return from.Entry(0), ""
	default:
		return nil, fmt.Sprintf("takes one value, and the pack %s holds %d", from.Name, from.Size)
	}
}
