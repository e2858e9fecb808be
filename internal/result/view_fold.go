package result

import (
	"fmt"
	"strings"
)

// maxExceptions is how many groups may be folded otherwise than the others.
const maxExceptions = 500

// GroupPath names a group by the values of its first keys; nil stands for NULL.
type GroupPath []*string

// Unfolded is the view with every group unfolded, for what is made of all of them.
func (v View) Unfolded() View {
	if v.Group != nil {
		g := *v.Group
		g.Folded, g.Except = false, nil
		v.Group = &g
	}
	return v
}

// folds checks which groups are folded.
func (p *plan) folds(at wrongAt) {
	g := p.view.Group
	if (g.Folded || len(g.Except) > 0) && !g.Subtotals {
		at("/group/folded")("", "means nothing without subtotals, which stand for folded groups")
	}
	if len(g.Except) > maxExceptions {
		at("/group/except")("", fmt.Sprintf("holds more than %d groups", maxExceptions))
		return
	}
	for i, path := range g.Except {
		wrong := at("/group/except/" + itoa(i))
		if len(path) == 0 || len(path) >= len(g.By) {
			wrong("", "must have fewer values than the view has keys, and at least one")
			continue
		}
		for j, value := range path {
			c, known := p.columns[g.By[j]]
			if !known || value == nil {
				continue // what is unknown was told
			}
			if _, _, ok := c.literal(*value); !ok {
				wrong("/"+itoa(j), "is no "+c.Encoding.Kind.words())
			}
		}
	}
}

// unfolded adds the condition on the rows of a grouped view that keeps those of
// unfolded groups: a row shows when all the groups around it are unfolded.
func (p *plan) unfolded(s *statement) {
	g := p.view.Group
	if !g.Folded && len(g.Except) == 0 {
		return
	}
	s.add(" WHERE TRUE")
	for keys := 1; keys < len(g.By); keys++ {
		s.add(" AND (lv <= " + itoa(keys) + " OR ")
		if !g.Folded {
			s.add("NOT ")
		}
		s.add("(FALSE")
		for _, path := range g.Except {
			if len(path) == keys {
				s.add(" OR (")
				p.within(s, path)
				s.add(")")
			}
		}
		s.add("))")
	}
}

// within adds the condition that a row is of a group.
func (p *plan) within(s *statement, path GroupPath) {
	parts := make([]string, len(path))
	for i, value := range path {
		key, c := "k"+itoa(i), p.columns[p.view.Group.By[i]]
		parts[i] = key + " IS NULL"
		if value == nil {
			continue
		}
		literal, possible, _ := c.literal(*value)
		if !possible {
			parts[i] = "FALSE"
			continue
		}
		parts[i] = "coalesce(" + key + " = " + c.parameter() + ", FALSE)"
		s.args = append(s.args, literal)
	}
	s.add(strings.Join(parts, " AND "))
}
