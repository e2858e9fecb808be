package pattern

import (
	"errors"
	"fmt"
	"strings"
)

// classes are Java's names of character classes, as the inside of a class.
var classes = map[string]string{
	"Lower": "a-z", "javaLowerCase": `\p{Ll}`, "Upper": "A-Z", "javaUpperCase": `\p{Lu}`, "ASCII": `\x00-\x7F`, "Alpha": "a-zA-Z",
	"Digit": "0-9", "Alnum": "a-zA-Z0-9", "Punct": `!-/:-@\[-` + "`" + `{-~`, "Graph": "!-~", "Print": " -~", "Blank": ` \t`,
	"Cntrl": `\x00-\x1F\x7F`, "XDigit": "0-9a-fA-F", "Space": `\s`, "IsAlphabetic": `\p{L}\p{Nl}`, "IsLetter": `\p{L}`, "IsDigit": `\p{Nd}`,
	"IsUppercase": `\p{Lu}`, "IsLowercase": `\p{Ll}`, "IsPunctuation": `\p{P}`, "IsWhite_Space": `\s`,
}

// escapes are Java's escapes that the backtracking engine does not know, as the
// inside of a class.
var escapes = map[byte]string{'h': ` \t\u00A0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000`, 'R': `\r\n`}

// fromJava rewrites what only Java knows.
func fromJava(text string) (string, error) {
	c := converter{text: text}
	for c.at < len(c.text) {
		if err := c.step(); err != nil {
			return "", err
		}
	}
	if c.class {
		return "", errors.New("a [ is never closed")
	}
	return c.out.String(), nil
}

type converter struct {
	text  string
	at    int
	out   strings.Builder
	class bool
	atom  int   // where in out the last atom begins; -1 when nothing can be repeated
	open  []int // where in out the open groups begin
}

func (c *converter) step() error {
	switch b := c.text[c.at]; {
	case b == '\\':
		return c.escape()
	case c.class:
		return c.inClass(b)
	case b == '[':
		c.begin(1)
		c.class = true
		if strings.HasPrefix(c.text[c.at:], "^") {
			c.copy(1)
		}
		if strings.HasPrefix(c.text[c.at:], "]") { // a literal at the start
			c.out.WriteByte('\\')
			c.copy(1)
		}
	case b == '(':
		c.open = append(c.open, c.out.Len())
		c.group()
		c.atom = -1
	case b == ')':
		c.copy(1)
		if len(c.open) > 0 {
			c.atom = c.open[len(c.open)-1]
			c.open = c.open[:len(c.open)-1]
		}
	case b == '*', b == '+', b == '?', b == '{':
		c.quantifier()
	case b == '|':
		c.copy(1)
		c.atom = -1
	default:
		c.begin(1)
	}
	return nil
}

func (c *converter) copy(n int) {
	c.out.WriteString(c.text[c.at : c.at+n])
	c.at += n
}

// begin copies the first n bytes of an atom.
func (c *converter) begin(n int) {
	c.atom = c.out.Len()
	c.copy(n)
}

// group copies the opening of a group; the flag u has no counterpart and is on anyway.
func (c *converter) group() {
	rest := c.text[c.at:]
	if !strings.HasPrefix(rest, "(?") {
		c.copy(1)
		return
	}
	end := 2
	for end < len(rest) && (rest[end] >= 'a' && rest[end] <= 'z' || rest[end] == '-') {
		end++
	}
	if end == 2 || end >= len(rest) || rest[end] != ')' && rest[end] != ':' {
		c.copy(1)
		return
	}
	flags := strings.TrimSuffix(strings.ReplaceAll(rest[2:end], "u", ""), "-")
	switch {
	case rest[end] == ')' && flags == "": // Nothing is left of (?u).
		c.at += end + 1
		c.open = c.open[:len(c.open)-1]
	case rest[end] == ')': // Flags for the rest are no group.
		c.out.WriteString("(?" + flags + ")")
		c.at += end + 1
		c.open = c.open[:len(c.open)-1]
	default:
		c.out.WriteString("(?" + flags + ":")
		c.at += end + 1
	}
}

// quantifier copies a quantifier; a possessive one makes its atom atomic.
func (c *converter) quantifier() {
	length := 1
	if c.text[c.at] == '{' {
		end := strings.IndexByte(c.text[c.at:], '}')
		if end < 0 {
			c.begin(1)
			return
		}
		length = end + 1
	}
	written := c.text[c.at : c.at+length]
	c.at += length
	if c.atom < 0 || !strings.HasPrefix(c.text[c.at:], "+") {
		c.out.WriteString(written)
		if strings.HasPrefix(c.text[c.at:], "?") {
			c.copy(1)
		}
		return
	}
	c.at++
	before, atom := c.out.String()[:c.atom], c.out.String()[c.atom:]
	c.out.Reset()
	c.out.WriteString(before + "(?>" + atom + written + ")")
}

// escape copies \x with what belongs to it.
func (c *converter) escape() error {
	if c.at+1 >= len(c.text) {
		return errors.New("the pattern ends with a backslash")
	}
	start := c.out.Len()
	defer func() {
		if !c.class {
			c.atom = start
		}
	}()
	rest := c.text[c.at:]
	switch kind := rest[1]; {
	case kind == 'Q':
		return c.quoted()
	case kind == 'p' || kind == 'P':
		return c.property(kind == 'P')
	case escapes[kind] != "":
		c.at += 2
		c.writeClass(escapes[kind], false)
	case strings.HasPrefix(rest, `\x{`):
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return errors.New(`a \x{ is never closed`)
		}
		fmt.Fprintf(&c.out, `\u%04s`, rest[3:end])
		c.at += end + 1
	default:
		c.copy(2)
	}
	return nil
}

// quoted copies \Q…\E as the characters it stands for.
func (c *converter) quoted() error {
	rest := c.text[c.at+2:]
	quoted, _, closed := strings.Cut(rest, `\E`)
	c.at += 2 + len(quoted)
	if closed {
		c.at += 2
	}
	for _, r := range quoted {
		if strings.ContainsRune(`\.+*?()|[]{}^$-#& `, r) {
			c.out.WriteByte('\\')
		}
		c.out.WriteRune(r)
	}
	return nil
}

func (c *converter) property(negated bool) error {
	rest := c.text[c.at:]
	if len(rest) > 2 && rest[2] != '{' {
		c.out.WriteString(rest[:2] + "{" + rest[2:3] + "}")
		c.at += 3
		return nil
	}
	end := strings.IndexByte(rest, '}')
	if end < 0 {
		return errors.New(`a \p{ is never closed`)
	}
	name := rest[3:end]
	c.at += end + 1
	if inside, known := classes[name]; known {
		if negated && c.class {
			return fmt.Errorf(`\P{%s} inside a class is not supported`, name)
		}
		c.writeClass(inside, negated)
		return nil
	}
	name = strings.TrimPrefix(name, "Is")
	if _, script, found := strings.Cut(name, "="); found {
		name = script
	}
	c.out.WriteString(rest[:2] + "{" + name + "}")
	return nil
}

func (c *converter) writeClass(inside string, negated bool) {
	switch {
	case c.class:
		c.out.WriteString(inside)
	case negated:
		c.out.WriteString("[^" + inside + "]")
	default:
		c.out.WriteString("[" + inside + "]")
	}
}

// inClass copies what stands between [ and ]. [a&&[^b]] becomes [a-[b]].
func (c *converter) inClass(b byte) error {
	rest := c.text[c.at:]
	switch {
	case b == ']':
		c.copy(1)
		c.class = false
	case strings.HasPrefix(rest, "&&[^"):
		end := strings.IndexByte(rest, ']')
		if end < 0 || !strings.HasPrefix(rest[end:], "]]") {
			return errors.New("this intersection of character classes is not supported")
		}
		c.out.WriteString("-[" + rest[4:end] + "]")
		c.at += end + 1
	case b == '[', strings.HasPrefix(rest, "&&"):
		return errors.New("unions and intersections of character classes are not supported")
	default:
		c.copy(1)
	}
	return nil
}

// hasNestedClass reports whether a [ stands inside a character class, which is a
// union in Java and a plain character elsewhere.
func hasNestedClass(text string) bool {
	class := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			i++
		case !class:
			class = c == '['
			if class && i+1 < len(text) && (text[i+1] == '^' || text[i+1] == ']') {
				i++
			}
		case c == ']':
			class = false
		case c == '[' && !strings.HasPrefix(text[i:], "[:"):
			return true
		}
	}
	return false
}
