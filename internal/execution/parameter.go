package execution

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/recomamp/recomamp/amc"
	"github.com/recomamp/recomamp/internal/fault"
	"github.com/recomamp/recomamp/internal/query"
)

// markName is the parameter that carries an attempt's mark.
const markName = "recomamp_attempt"

// maxParameters is Amazon's limit of 100 less the mark.
const maxParameters = 99

// ErrParameters reports declarations or values that do not fit; its fields name them.
var ErrParameters = fault.New(fault.Invalid, "execution.parameters_invalid", "Some parameters do not fit the query.").
	WithNext("Correct the values named and run again.")

var parameterName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,99}$`)

// fillIn gives a value to everything a text asks for: the values of parameters
// as Amazon is sent them, and the text with its placeholders filled. All faults
// are reported at once, each with its field.
func (s subject) fillIn(values map[string]json.RawMessage) (json.RawMessage, filled, error) {
	wrong := query.CheckPlaceholders(ErrParameters, s.placeholders, s.parameters)
	values, unpacked, wrong := s.unpack(wrong, values)
	placeholders := query.WithFound(s.tables, s.sql, s.placeholders, values)
	sent, wrong := render(wrong, s.parameters, values)
	text, wrong := fillPlaceholders(wrong, s.sql, placeholders, values)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		isParameter := slices.ContainsFunc(s.parameters, func(p query.Parameter) bool { return p.Name == name })
		isPlaceholder := slices.ContainsFunc(placeholders, func(p query.Placeholder) bool { return p.Name == name })
		if !isParameter && !isPlaceholder {
			wrong = wrong.WithField("/parameterValues/"+pointerEscape(name), "is not a parameter of this query")
		}
	}
	if len(wrong.Fields) > 0 {
		return nil, filled{}, wrong
	}
	encoded, err := json.Marshal(sent)
	if err != nil {
		return nil, filled{}, fmt.Errorf("render parameter values: %w", err)
	}
	if len(encoded) > MaxSentValues {
		return nil, filled{}, ErrParameters.WithField("/parameterValues",
			fmt.Sprintf("are %d bytes long together; %d at most can be sent beside the SQL", len(encoded), MaxSentValues))
	}
	text.unpacked = unpacked
	return encoded, text, nil
}

// render checks values against their declarations and gives them as Amazon is
// sent them: defaults filled in, every value of its type. It adds all that is
// wrong to wrong.
func render(wrong *fault.Error, declared []query.Parameter, values map[string]json.RawMessage) (map[string]any, *fault.Error) {
	if len(declared) > maxParameters {
		wrong = wrong.WithField("/parameters", fmt.Sprintf("are more than %d", maxParameters))
	}
	known, rendered := map[string]bool{}, map[string]any{}
	for i, p := range declared {
		if err := checkDeclared(p, known); err != nil {
			wrong = wrong.WithField(fmt.Sprintf("/parameters/%d", i), err.Error())
			known[p.Name] = true
			continue
		}
		known[p.Name] = true
		value, given := values[p.Name]
		if !given {
			value = p.Default
		}
		converted, err := convert(p, value)
		if err != nil {
			wrong = wrong.WithField("/parameterValues/"+pointerEscape(p.Name), err.Error())
			continue
		}
		rendered[p.Name] = converted
	}
	return rendered, wrong
}

// checkDeclared checks a declaration that came with SQL that was not saved.
func checkDeclared(p query.Parameter, known map[string]bool) error {
	switch {
	case !parameterName.MatchString(p.Name):
		return errors.New("must be named by letters, digits and _ and not begin with a digit")
	case strings.EqualFold(p.Name, markName):
		return errors.New("has a name that RecomAMP uses itself")
	case known[p.Name]:
		return errors.New("is declared twice")
	case !slices.Contains(query.Types(), p.Type):
		return errors.New("has no type that AMC knows")
	}
	return nil
}

// pointerEscape makes a name a token of a JSON pointer.
func pointerEscape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// convert gives a value the JSON form of its type: a number that came as text
// becomes a number with the same digits.
func convert(p query.Parameter, value json.RawMessage) (any, error) {
	if len(value) == 0 {
		return nil, errors.New("needs a value")
	}
	if err := p.CheckValue(value); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil {
		return nil, errors.New("is not JSON")
	}
	list, isList := decoded.([]any)
	if !isList {
		return scalar(p.Type, decoded), nil
	}
	for i, element := range list {
		list[i] = scalar(p.Type, element)
	}
	return list, nil
}

func scalar(kind query.Type, value any) any {
	text, isText := value.(string)
	switch {
	case !isText, kind == query.String, kind == query.Date, kind == query.Timestamp:
		return value
	case kind == query.Boolean:
		return text == "true"
	default:
		return json.Number(jsonNumber(text))
	}
}

// jsonNumber spells a checked number as JSON does: no plus sign, digits on both sides of the point.
func jsonNumber(text string) string {
	text = strings.TrimPrefix(text, "+")
	digits, sign := strings.TrimPrefix(text, "-"), ""
	if len(digits) < len(text) {
		sign = "-"
	}
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(digits), "e")
	whole, fraction, pointed := strings.Cut(mantissa, ".")
	out := sign + cmp.Or(strings.TrimLeft(whole, "0"), "0")
	if pointed && fraction != "" {
		out += "." + fraction
	}
	if scientific {
		out += "e" + exponent
	}
	return out
}

// decodeValues reads rendered values back without rounding a number.
func decodeValues(text json.RawMessage) (map[string]any, error) {
	values := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, fmt.Errorf("read parameter values: %w", err)
	}
	return values, nil
}

// request builds what Amazon is sent for an attempt, with its mark. The text is
// that of sentSQL.
func (e *Execution) request(attempt *Attempt, sql string) (amc.ExecutionRequest, error) {
	values, err := decodeValues(e.Values)
	if err != nil {
		return amc.ExecutionRequest{}, err
	}
	values[markName] = string(attempt.ID)
	declared := make([]amc.Parameter, 0, len(e.Parameters)+1)
	for _, p := range e.Parameters {
		kind := amc.TypeOf(amc.Scalar(p.Type))
		if p.Array {
			kind = amc.ArrayOf(amc.Scalar(p.Type))
		}
		// No default: every value was resolved when the execution was made.
		declared = append(declared, amc.Parameter{Name: p.Name, Description: p.Description, DataType: kind})
	}
	declared = append(declared, amc.Parameter{Name: markName, DataType: amc.TypeOf(amc.ScalarString)})
	start, err := amc.ParseLocalTime(e.LocalStart)
	if err != nil {
		return amc.ExecutionRequest{}, fmt.Errorf("read window: %w", err)
	}
	end, err := amc.ParseLocalTime(e.LocalEnd)
	if err != nil {
		return amc.ExecutionRequest{}, fmt.Errorf("read window: %w", err)
	}
	workflow := &amc.Workflow{SQLQuery: sql, InputParameters: declared}
	if e.KeepSuppressed {
		workflow.FilteredMetricsDiscriminatorColumn = SuppressedColumn
		workflow.DistinctUserCountColumn = SuppressedUsersColumn
		workflow.FilteredReasonColumn = SuppressedReasonColumn
	}
	return amc.ExecutionRequest{
		Workflow:             workflow,
		Window:               amc.ExplicitWindow(start, end, e.WindowZone),
		ParameterValues:      values,
		Timeout:              time.Duration(e.TimeoutSeconds) * time.Second,
		RequireSyntheticData: e.Synthetic,
	}, nil
}

// markOf is the mark a run at Amazon carries, empty when it is not ours.
func markOf(run amc.Execution) string {
	mark, _ := run.ParameterValues[markName].(string) // a foreign run may hold anything
	return mark
}
