package result

import (
	"math/big"
	"strings"
	"time"
)

// condition is SQL of ours with the values it takes. No text of a person or a
// result is in the SQL.
type condition struct {
	sql  string
	args []any
}

func never() condition { return condition{sql: "FALSE"} }

// compile turns the filter into a condition on its column. wrong tells a part
// of the filter and what is wrong with it.
func (f ViewFilter) compile(c viewed, wrong func(part, message string)) condition {
	var cond condition
	switch f.Op {
	case OpNull:
		cond = condition{sql: c.sql + " IS NULL"}
	case OpIn:
		cond = f.in(c, wrong)
	case OpRange:
		cond = f.between(c, wrong)
	case OpContains, OpStarts, OpEquals:
		cond = f.text(c, wrong)
	default:
		wrong("/op", "is none of in, range, contains, starts, equals, null")
		return never()
	}
	f.others(wrong)
	if f.Not {
		cond.sql = "(" + cond.sql + ") IS NOT TRUE"
	}
	return cond
}

// others refuses parts that mean nothing to the filter's way to compare.
func (f ViewFilter) others(wrong func(part, message string)) {
	refuse := func(given bool, part string) {
		if given {
			wrong(part, "means nothing to "+string(f.Op))
		}
	}
	isText := f.Op == OpContains || f.Op == OpStarts || f.Op == OpEquals
	refuse(f.Values != nil && f.Op != OpIn, "/values")
	refuse(f.From != nil && f.Op != OpRange, "/from")
	refuse(f.To != nil && f.Op != OpRange, "/to")
	refuse(f.FromExcluded && f.Op != OpRange, "/fromExcluded")
	refuse(f.ToExcluded && f.Op != OpRange, "/toExcluded")
	refuse(f.Text != nil && !isText, "/text")
	refuse(f.IgnoreCase && !isText, "/ignoreCase")
}

func (f ViewFilter) in(c viewed, wrong func(part, message string)) condition {
	if len(f.Values) > maxValues {
		wrong("/values", "holds more than 1,000 values")
		return never()
	}
	var alternatives, places []string
	var args []any
	for i, value := range f.Values {
		if value == nil {
			alternatives = append(alternatives, c.sql+" IS NULL")
			continue
		}
		literal, possible, ok := c.literal(*value)
		if !ok {
			wrong("/values/"+itoa(i), "is no "+c.Encoding.Kind.words())
		}
		if possible && ok {
			places, args = append(places, c.parameter()), append(args, literal)
		}
	}
	if len(places) > 0 {
		alternatives = append(alternatives, c.sql+" IN ("+strings.Join(places, ", ")+")")
	}
	if len(alternatives) == 0 {
		return never()
	}
	return condition{sql: "(" + strings.Join(alternatives, " OR ") + ")", args: args}
}

func (f ViewFilter) between(c viewed, wrong func(part, message string)) condition {
	if f.From == nil && f.To == nil {
		wrong("", "has neither from nor to")
		return never()
	}
	if c.Encoding.Kind == Boolean {
		wrong("/op", "does not fit a column of "+c.Encoding.Kind.words()+"s")
		return never()
	}
	cond := condition{sql: c.sql + " IS NOT NULL"}
	add := func(part, operator string, value *string, excluded bool) {
		if value == nil {
			return
		}
		bound, ok := c.bound(*value, operator == "<", excluded)
		switch {
		case !ok:
			wrong(part, "is no "+c.Encoding.Kind.words())
		case bound.never:
			cond.sql += " AND FALSE"
		case !bound.always:
			if !bound.excluded {
				operator += "="
			}
			cond.sql += " AND " + c.sql + " " + operator + " " + c.parameter()
			cond.args = append(cond.args, bound.literal)
		}
	}
	add("/from", ">", f.From, f.FromExcluded)
	add("/to", "<", f.To, f.ToExcluded)
	return cond
}

func (f ViewFilter) text(c viewed, wrong func(part, message string)) condition {
	if f.Text == nil {
		wrong("/text", "is missing")
		return never()
	}
	if c.Encoding.Kind == Double {
		wrong("/op", "does not fit a column of fractions; use range")
		return never()
	}
	value, wanted := printed(c.sql, c.Encoding), "CAST(? AS VARCHAR)"
	if f.IgnoreCase {
		value, wanted = "lower("+value+")", "lower("+wanted+")"
	}
	cond := condition{args: []any{*f.Text}}
	switch f.Op {
	case OpContains:
		cond.sql = "contains(" + value + ", " + wanted + ")"
	case OpStarts:
		cond.sql = "starts_with(" + value + ", " + wanted + ")"
	default:
		cond.sql = value + " = " + wanted
	}
	return cond
}

// limit is one end of a range, in terms of what the column can hold.
type limit struct {
	literal       any
	excluded      bool
	never, always bool // no value, every value lies within
}

// bound reads one end of a range. upper says which end.
func (c viewed) bound(text string, upper, excluded bool) (limit, bool) {
	switch c.Encoding.Kind {
	case Integer, Decimal:
		n, ok := rational(text)
		if !ok {
			return limit{}, false
		}
		return spanOf(c.Encoding).bound(n, upper, excluded), true
	case Date, Timestamp:
		at, isDate, ok := instant(text)
		if !ok || c.Encoding.Kind == Date && !isDate {
			return limit{}, false
		}
		if c.Encoding.Kind == Date {
			return limit{literal: text, excluded: excluded}, true
		}
		if isDate && upper != excluded { // the whole of that day is in, or out
			at, excluded = at.AddDate(0, 0, 1), upper
		}
		return limit{literal: at.Format(timestampText), excluded: excluded}, true
	default:
		literal, _, ok := c.literal(text)
		return limit{literal: literal, excluded: excluded}, ok
	}
}

// bound moves n to the next number that the span holds.
func (s span) bound(n *big.Rat, upper, excluded bool) limit {
	at, exact := s.floor(n)
	switch {
	case exact:
	case upper:
		excluded = false // below the next greater number means up to this one
	default:
		excluded = true // above this one
	}
	below, above := at.Cmp(s.least) < 0, at.Cmp(s.most) > 0
	return limit{literal: s.print(at), excluded: excluded, never: upper && below || !upper && above, always: upper && above || !upper && below}
}

// literal reads a value of the column. possible is false for one that the
// column cannot hold, such as 1.5 among whole numbers.
func (c viewed) literal(text string) (value any, possible, ok bool) {
	switch c.Encoding.Kind {
	case Integer, Decimal:
		n, ok := rational(text)
		if !ok {
			return nil, false, false
		}
		s := spanOf(c.Encoding)
		at, exact := s.floor(n)
		return s.print(at), exact && at.Cmp(s.least) >= 0 && at.Cmp(s.most) <= 0, true
	case Double:
		n, ok := finite(text)
		return n, true, ok
	case Boolean:
		return text, true, text == "true" || text == "false"
	case Date:
		at, isDate, ok := instant(text)
		return at.Format(time.DateOnly), true, ok && isDate
	case Timestamp:
		at, _, ok := instant(text)
		return at.Format(timestampText), true, ok
	default:
		return text, true, true
	}
}

// parameter is a place for a literal of the column.
func (c viewed) parameter() string { return "CAST(? AS " + c.Encoding.physical() + ")" }
