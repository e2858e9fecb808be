package execution

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/query"
)

// MaxSentSQL is how long a text may be once its placeholders are filled, in
// bytes. Package amcsql reads texts of this length within a second.
const MaxSentSQL = 2 << 20

// filled is a text whose placeholders have their values.
type filled struct {
	sql          string
	placeholders []query.Placeholder
	values       json.RawMessage // an object: name → value
	unpacked     string          // tells of each value that came out of a pack
}

// filling is what is kept of it, nil when there was nothing to fill.
func (f filled) filling() *Filling {
	if len(f.placeholders) == 0 {
		return nil
	}
	return &Filling{SQL: f.sql, Values: f.values}
}

// fillPlaceholders puts values into the placeholders of a text and adds all
// that is wrong to refused. Values become nodes of the text's tree and are
// written by it; text is never pasted.
func fillPlaceholders(refused *fault.Error, sql string, placeholders []query.Placeholder, given map[string]json.RawMessage) (filled, *fault.Error) {
	out := filled{sql: sql, placeholders: placeholders}
	if len(placeholders) == 0 {
		return out, refused
	}
	before := len(refused.Fields)
	kept := make(map[string]json.RawMessage, len(placeholders))
	values := make(map[string]amcsql.PlaceholderValue, len(placeholders))
	for _, p := range placeholders {
		value, isGiven := given[p.Name]
		if !isGiven || string(value) == "null" {
			value = p.Default
		}
		at := "/parameterValues/" + pointerEscape(p.Name)
		if len(value) == 0 {
			refused = refused.WithField(at, "needs a value")
			continue
		}
		read, wrong := p.Read(value)
		for _, f := range wrong {
			refused = refused.WithField(at+f.Path, f.Message)
		}
		kept[p.Name], values[p.Name] = value, read
	}
	if len(refused.Fields) > before {
		return out, refused
	}
	rendered, diagnostics := amcsql.Render(sql, values)
	switch {
	case amcsql.HasErrors(diagnostics):
		return out, blame(refused, sql, values, diagnostics)
	case len(rendered) > MaxSentSQL:
		return out, refused.WithField("/parameterValues", fmt.Sprintf("make the SQL %d bytes long; %d at most can be sent", len(rendered), MaxSentSQL))
	}
	text, err := json.Marshal(kept)
	if err != nil {
		panic(err) // it came out of JSON
	}
	out.sql, out.values = rendered, text
	return out, refused
}

// blame finds the values that do not fit their places, by filling each alone.
// What no value is to blame for is wrong with the text itself.
func blame(refused *fault.Error, sql string, values map[string]amcsql.PlaceholderValue, diagnostics []amcsql.Diagnostic) *fault.Error {
	before := len(refused.Fields)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		tree, problems := amcsql.Parse(sql)
		if amcsql.HasErrors(problems) {
			break
		}
		for _, d := range amcsql.Fill(tree, map[string]amcsql.PlaceholderValue{name: values[name]}) {
			message := strings.TrimPrefix(d.Message, fmt.Sprintf("The value of {{%s}} ", name))
			refused = refused.WithField("/parameterValues/"+pointerEscape(name), strings.TrimSuffix(message, "."))
			break
		}
	}
	if len(refused.Fields) > before {
		return refused
	}
	first := diagnostics[slices.IndexFunc(diagnostics, func(d amcsql.Diagnostic) bool { return d.Severity == amcsql.SeverityError })]
	return refused.WithField("/sql", fmt.Sprintf("line %d, column %d: %s", first.Span.Start.Line, first.Span.Start.Column, first.Message))
}
