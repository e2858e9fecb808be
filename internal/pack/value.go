package pack

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/recomamp/recomamp/amcsql"
	"github.com/recomamp/recomamp/internal/query"
)

// rule says what can be a value of a pack.
type rule struct {
	kind Kind
	typ  amcsql.PlaceholderType
}

// ruleOf checks the kind of a new pack. Only values have a type of their own:
// ASINs and ids of campaigns are text.
func ruleOf(kind Kind, typ amcsql.PlaceholderType) (rule, error) {
	if typ == "" {
		typ = amcsql.PlaceholderString
	}
	switch {
	case (kind == ASIN || kind == Campaign) && typ == amcsql.PlaceholderString:
		return rule{kind, typ}, nil
	case kind == Value && slices.Contains(Types(), typ):
		return rule{kind, typ}, nil
	default:
		return rule{}, ErrKind
	}
}

var (
	asinForm     = regexp.MustCompile(`^[A-Z0-9]{10}$`)
	campaignForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	// shortened is what a spreadsheet makes of a long id.
	shortened = regexp.MustCompile(`^[0-9][.,][0-9]+[eE]\+[0-9]+$`)
	digits    = regexp.MustCompile(`^[0-9]+$`)
)

// read gives text as a value of the pack, or why it can be none, for a person
// after the text itself: "has 9 characters; an ASIN has 10".
func (r rule) read(text string) (value, why string) {
	text = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(text):
		return "", "is no text"
	case strings.ContainsFunc(text, unicode.IsControl):
		return "", "holds a line break, a tab or another control character"
	case utf8.RuneCountInString(text) > MaxLength:
		return "", fmt.Sprintf("is longer than %d characters", MaxLength)
	}
	switch r.kind {
	case ASIN:
		return readASIN(text)
	case Campaign:
		return readCampaign(text)
	default:
		return r.readTyped(text)
	}
}

func readASIN(text string) (value, why string) {
	value = strings.ToUpper(text)
	switch length := utf8.RuneCountInString(value); {
	case asinForm.MatchString(value):
		return value, ""
	case length == 9 && digits.MatchString(value):
		return "", "has 9 digits; an ASIN has 10 characters. A spreadsheet may have dropped a leading 0"
	case length != 10:
		return "", fmt.Sprintf("has %d characters; an ASIN has 10", length)
	default:
		return "", "holds something other than letters A to Z and digits"
	}
}

func readCampaign(text string) (value, why string) {
	switch {
	case shortened.MatchString(text):
		return "", "was shortened by a spreadsheet; format the column as text and export it again"
	case !campaignForm.MatchString(text):
		return "", "is no id of a campaign: up to 64 letters, digits, - and _"
	default:
		return text, ""
	}
}

// readTyped takes what a placeholder of the type takes.
func (r rule) readTyped(text string) (value, why string) {
	if r.typ == amcsql.PlaceholderBoolean {
		text = strings.ToLower(text)
	}
	if _, wrong := (query.Placeholder{Name: "value", Type: r.typ}).Read(jsonOf(r.typ, text)); len(wrong) > 0 {
		return "", wrong[0].Message
	}
	return text, ""
}

// jsonOf is a value as parameters and placeholders take it. Numbers stay text,
// so that nobody rounds them.
func jsonOf(typ amcsql.PlaceholderType, value string) json.RawMessage {
	if typ == amcsql.PlaceholderBoolean && (value == "true" || value == "false") {
		return json.RawMessage(value)
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // text can always be written
	}
	return encoded
}
