package result

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// flow goes between two nodes, which are alike when text and level are.
type flow struct {
	from, to           string
	fromLevel, toLevel int
}

// sankey adds up what flows along paths, or from one column to another.
func (c *charter) sankey(ctx context.Context) error {
	if f := c.Values[0].Function; f != Sum && f != Count {
		return ErrChart.WithField("/values/0/function", string(f)+" cannot be added up along a flow")
	}
	m := c.data.Measures[0].Encoding
	ends := []*axis{{column: c.x, name: "x", sql: c.x.ID, encoding: c.x.Encoding, whole: true}}
	if c.y != nil {
		ends = append(ends, &axis{column: c.y, name: "s", sql: c.y.ID, encoding: c.y.Encoding, whole: true})
	}
	var keys, shown []string
	var encodings []Encoding
	for _, end := range ends {
		keys, shown, encodings = append(keys, end.name), append(shown, printed(end.name, end.encoding)), append(encodings, end.encoding)
	}
	measured := "v0"
	if c.of[0].ID == "" {
		measured = ""
	}
	by := strings.Join(keys, ", ")
	s := new(statement).add(fmt.Sprintf("SELECT %s, %s, CAST(total AS VARCHAR) FROM (SELECT *, count(*) OVER () AS total FROM (SELECT %s, %s AS m FROM (",
		strings.Join(shown, ", "), printed("m", m), by, c.Values[0].sql(measured, "", c.of[0].Encoding.Kind)))
	source := c.source(ends, c.of, "")
	s.add(source.sql.String(), source.args...)
	s.add(fmt.Sprintf(") GROUP BY %s) WHERE m > 0) ORDER BY m DESC, %s LIMIT %d", by, by, mostPaths))
	rows, err := c.read(ctx, s, append(encodings, m, Encoding{Kind: Integer}))
	if err != nil {
		return err
	}
	c.flows(rows, m)
	c.noteCounted()
	return nil
}

// flows adds up the largest paths, or pairs, and keeps the largest flows.
func (c *charter) flows(rows []Row, m Encoding) {
	if len(rows) == mostPaths {
		c.note("Made of the %s largest of %s different paths.", digits(mostPaths), *rows[0][len(rows[0])-1])
	}
	sums := map[flow]*big.Rat{}
	add := func(f flow, value string) {
		n, ok := new(big.Rat).SetString(value)
		if !ok {
			return
		}
		if sums[f] == nil {
			sums[f] = new(big.Rat)
		}
		sums[f].Add(sums[f], n)
	}
	if c.y != nil {
		level := 0
		if goesRound(rows) {
			level = 1
			c.note("Flows go round, so that every value stands left as %s and right as %s.", c.x.Name, c.y.Name)
		}
		for _, row := range rows {
			add(flow{*row[0], *row[1], 0, level}, *row[2])
		}
		c.largest(sums, m)
		return
	}
	short, long := 0, 0
	for _, row := range rows {
		steps := pathSteps(*row[0])
		if len(steps) < 2 {
			short++
		}
		if len(steps) > mostSteps {
			steps = steps[:mostSteps]
			long++
		}
		for i := 1; i < len(steps); i++ {
			add(flow{steps[i-1], steps[i], i - 1, i}, *row[1])
		}
	}
	if short > 0 {
		c.note("%s of a single step %s no flow.", plainCount(short, "path", "different paths"), hasOrHave(short))
	}
	if long > 0 {
		c.note("Of %s only the first %d steps are drawn.", plainCount(long, "path", "different paths"), mostSteps)
	}
	c.largest(sums, m)
}

// largest keeps the largest flows and says what they leave out.
func (c *charter) largest(sums map[flow]*big.Rat, m Encoding) {
	all := make([]flow, 0, len(sums))
	for f := range sums {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b flow) int {
		return cmp.Or(sums[b].Cmp(sums[a]), cmp.Compare(a.fromLevel, b.fromLevel), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	if len(all) > c.Limit {
		c.note("The %d largest of %s flows.", c.Limit, digits(int64(len(all))))
		all = all[:c.Limit]
	}
	for _, f := range all {
		c.data.Flows = append(c.data.Flows, ChartFlow{From: f.from, To: f.to, FromLevel: f.fromLevel, ToLevel: f.toLevel, Value: spell(sums[f], m)})
	}
}

// spell prints a sum as its column would.
func spell(n *big.Rat, e Encoding) string {
	switch e.Kind {
	case Integer:
		return n.FloatString(0)
	case Decimal:
		text := n.FloatString(e.Scale)
		if e.Layout == Trimmed && e.Scale > 0 {
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		return text
	default:
		double, _ := n.Float64()
		return printDouble(double, e.Layout)
	}
}

// goesRound reports pairs that lead back to where they began.
func goesRound(rows []Row) bool {
	next := map[string][]string{}
	for _, row := range rows {
		next[*row[0]] = append(next[*row[0]], *row[1])
	}
	const open, done = 1, 2
	state := map[string]int{}
	var round func(node string) bool
	round = func(node string) bool {
		switch state[node] {
		case open:
			return true
		case done:
			return false
		}
		state[node] = open
		if slices.ContainsFunc(next[node], round) {
			return true
		}
		state[node] = done
		return false
	}
	for node := range next {
		if round(node) {
			return true
		}
	}
	return false
}
