package amcsql

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// placeholderNodes makes nodes of a value.
func placeholderNodes(typ PlaceholderType, given any, place placeholderPlace) ([]Expr, error) {
	elements, several := elementsOf(given)
	switch {
	case typ == PlaceholderRows || typ == "" && place.rows:
		return rowNodes(elements, several, place)
	case typ == PlaceholderList && !several:
		elements, several = []any{given}, true
	case typ != PlaceholderList && typ != "" && several:
		return nil, fmt.Errorf("is a list, a %s is needed", typ)
	}
	if !several {
		node, err := scalarNode(typ, given)
		return []Expr{node}, err
	}
	if len(elements) == 0 && place.members {
		return nil, errors.New("is an empty list, which cannot stand here")
	}
	nodes := make([]Expr, len(elements))
	for i, element := range elements {
		if _, nested := elementsOf(element); nested {
			return nil, fmt.Errorf("holds a list at place %d", i+1)
		}
		var err error
		if nodes[i], err = scalarNode("", element); err != nil {
			return nil, err
		}
	}
	if place.members {
		return nodes, nil
	}
	return []Expr{&ArrayLiteral{Elements: nodes}}, nil
}

func rowNodes(lines []any, several bool, place placeholderPlace) ([]Expr, error) {
	switch {
	case !place.rows:
		return nil, errors.New("has rows, which stand behind VALUES only")
	case !several || len(lines) == 0:
		return nil, errors.New("must be a list of rows with at least one")
	}
	nodes := make([]Expr, len(lines))
	width := 0
	for i, line := range lines {
		cells, nested := elementsOf(line)
		if !nested {
			cells = []any{line}
		}
		if i > 0 && len(cells) != width || len(cells) == 0 {
			return nil, fmt.Errorf("has %d columns in row %d, not %d as in the first", len(cells), i+1, width)
		}
		width = len(cells)
		row := &Row{}
		for _, cell := range cells {
			node, err := scalarNode("", cell)
			if err != nil {
				return nil, err
			}
			row.Items = append(row.Items, node)
		}
		nodes[i] = row
	}
	return nodes, nil
}

// elementsOf gives the elements of a slice.
func elementsOf(given any) ([]any, bool) {
	if elements, ok := given.([]any); ok {
		return elements, true
	}
	v := reflect.ValueOf(given)
	if given == nil || v.Kind() != reflect.Slice || v.Type().Elem().Kind() == reflect.Uint8 {
		return nil, false
	}
	elements := make([]any, v.Len())
	for i := range elements {
		elements[i] = v.Index(i).Interface()
	}
	return elements, true
}

// scalarNode makes a node of one value; without a type the value's own decides.
func scalarNode(typ PlaceholderType, given any) (Expr, error) {
	if typed, ok := given.(PlaceholderValue); ok {
		return scalarNode(typed.Type, typed.Value)
	}
	if given == nil {
		return &NullLiteral{}, nil
	}
	text, own, err := scalarText(given)
	if err != nil {
		return nil, err
	}
	if typ == "" || typ == PlaceholderList || typ == PlaceholderRows {
		typ = own
	}
	switch typ {
	case PlaceholderString, PlaceholderPattern:
		if strings.ContainsRune(text, 0) {
			return nil, errors.New("holds a character that no text can")
		}
		return &StringLiteral{Value: text}, nil
	case PlaceholderNumber:
		return numberNode(text)
	case PlaceholderBoolean:
		truth, err := strconv.ParseBool(strings.ToLower(text))
		if err != nil {
			return nil, fmt.Errorf("%s is neither true nor false", shorten(strconv.Quote(text)))
		}
		return &BoolLiteral{Value: truth}, nil
	case PlaceholderDate:
		at, ok := parseTime(text)
		if !ok {
			return nil, fmt.Errorf("%s is no date such as 2026-05-31", shorten(strconv.Quote(text)))
		}
		return castNode(at.Format(time.DateOnly), "DATE"), nil
	case PlaceholderTimestamp:
		at, ok := parseTime(text)
		if !ok {
			return nil, fmt.Errorf("%s is no time such as 2026-05-31 12:00:00", shorten(strconv.Quote(text)))
		}
		return castNode(at.Format("2006-01-02 15:04:05"), "TIMESTAMP"), nil
	case PlaceholderIdentifier:
		names, err := identifierOf(PlaceholderValue{Value: text})
		if err != nil {
			return nil, err
		}
		ref := &ColumnRef{}
		for _, name := range names {
			ref.Parts = append(ref.Parts, &Ident{Name: name})
		}
		return ref, nil
	default:
		return nil, fmt.Errorf("has no known type: %q", typ)
	}
}

func castNode(text, typ string) Expr {
	return &Cast{Form: CastStandard, Operand: &StringLiteral{Value: text}, Type: &TypeName{Name: typ}}
}

var numberForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$`)

// numberNode puts parentheses around a negative number: the sign before it may
// be another one, and two make a comment.
func numberNode(text string) (Expr, error) {
	text = strings.TrimSpace(text)
	if !numberForm.MatchString(text) || len(text) > 100 {
		return nil, fmt.Errorf("%s is no number", shorten(strconv.Quote(text)))
	}
	positive, negative := strings.CutPrefix(text, "-")
	number := &NumberLiteral{Text: positive}
	if !negative {
		return number, nil
	}
	return &Paren{Expr: &Unary{Operator: "-", Operand: number}}, nil
}

// scalarText gives the text of a single value and its own type.
func scalarText(given any) (string, PlaceholderType, error) {
	switch given := given.(type) {
	case string:
		return given, PlaceholderString, nil
	case bool:
		return strconv.FormatBool(given), PlaceholderBoolean, nil
	case json.Number:
		return given.String(), PlaceholderNumber, nil
	case float64:
		return strconv.FormatFloat(given, 'f', -1, 64), PlaceholderNumber, nil
	case float32:
		return strconv.FormatFloat(float64(given), 'f', -1, 32), PlaceholderNumber, nil
	case int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return fmt.Sprint(given), PlaceholderNumber, nil
	case time.Time:
		return given.UTC().Format("2006-01-02 15:04:05"), PlaceholderTimestamp, nil
	default:
		return "", "", errors.New("is neither a text, a number, a date nor true or false")
	}
}

func parseTime(text string) (time.Time, bool) {
	for _, layout := range []string{time.DateOnly, time.DateTime, "2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04"} {
		if at, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return at.UTC(), true
		}
	}
	return time.Time{}, false
}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// identifierOf reads the name of a table or column, with dots or without.
func identifierOf(given PlaceholderValue) ([]string, error) {
	text, ok := given.Value.(string)
	if !ok || given.Type != "" && given.Type != PlaceholderIdentifier {
		return nil, errors.New("must be a name, which is what stands here")
	}
	names := strings.Split(text, ".")
	for _, name := range names {
		if !plainName.MatchString(name) || IsReserved(name) || len(names) > 3 {
			return nil, fmt.Errorf("%s is no name of a table or column", shorten(strconv.Quote(text)))
		}
	}
	return names, nil
}

// insideText gives a value as part of a text. In a regular expression its
// characters stand for themselves, unless it is a pattern itself.
func insideText(given PlaceholderValue, pattern bool) (string, error) {
	if _, several := elementsOf(given.Value); several {
		return "", errors.New("is a list, which cannot stand inside a text")
	}
	typ := given.Type
	switch typ {
	case PlaceholderRows, PlaceholderList:
		return "", fmt.Errorf("is a %s, which cannot stand inside a text", typ)
	case PlaceholderIdentifier:
		names, err := identifierOf(given)
		return strings.Join(names, "."), err
	default:
	}
	if given.Value == nil {
		return "", errors.New("is missing, which cannot stand inside a text")
	}
	text, _, err := scalarText(given.Value)
	if err != nil {
		return "", err
	}
	switch typ {
	case PlaceholderDate, PlaceholderTimestamp:
		at, ok := parseTime(text)
		if !ok {
			return "", fmt.Errorf("%s is no date", shorten(strconv.Quote(text)))
		}
		text = at.Format(map[PlaceholderType]string{PlaceholderDate: time.DateOnly, PlaceholderTimestamp: time.DateTime}[typ])
	case PlaceholderNumber, PlaceholderBoolean:
		if _, err := scalarNode(typ, given.Value); err != nil {
			return "", err
		}
	default:
	}
	if strings.ContainsRune(text, 0) {
		return "", errors.New("holds a character that no text can")
	}
	if pattern && typ != PlaceholderPattern {
		text = regexp.QuoteMeta(text)
	}
	return text, nil
}
