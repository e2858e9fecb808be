package result

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word of an expression.
type token struct {
	kind tokenKind
	at   int
	text string
}

type tokenKind int

const (
	endToken tokenKind = iota
	numberToken
	textToken
	nameToken   // if, spend
	quotedToken // "cost per click"
	idToken     // #c3
	signToken   // + ( <=
)

// words cuts an expression into its tokens, the last of which is endToken.
func words(text string) ([]token, *expressionError) {
	var out []token
	for at := 0; ; {
		for at < len(text) && strings.IndexByte(" \t\r\n", text[at]) >= 0 {
			at++
		}
		if at == len(text) {
			return append(out, token{kind: endToken, at: at}), nil
		}
		t, length, err := word(text[at:])
		if err != nil {
			err.at += at
			return nil, err
		}
		t.at = at
		out = append(out, t)
		at += length
	}
}

// word reads the token that text begins with, and its length in bytes.
func word(text string) (token, int, *expressionError) {
	first, size := utf8.DecodeRuneInString(text)
	switch {
	case first == utf8.RuneError && size <= 1:
		return token{}, 0, &expressionError{message: "this is not valid UTF-8"}
	case first == '\'' || first == '"':
		return quotedWord(text, text[0])
	case first >= '0' && first <= '9':
		length := spanWhile(text, func(r rune) bool { return r >= '0' && r <= '9' || r == '.' })
		if _, ok := rational(text[:length]); !ok || length > 38 {
			return token{}, 0, &expressionError{message: "this is no number of at most 38 digits"}
		}
		return token{kind: numberToken, text: text[:length]}, length, nil
	case first == '#':
		length := 1 + spanWhile(text[1:], isNameRune)
		return token{kind: idToken, text: text[1:length]}, length, nil
	case first == '_' || unicode.IsLetter(first):
		length := spanWhile(text, isNameRune)
		return token{kind: nameToken, text: text[:length]}, length, nil
	}
	for _, sign := range []string{"<=", ">=", "<>", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", ","} {
		if strings.HasPrefix(text, sign) {
			return token{kind: signToken, text: sign}, len(sign), nil
		}
	}
	return token{}, 0, &expressionError{message: fmt.Sprintf("%q means nothing here", string(first))}
}

func quotedWord(text string, mark byte) (token, int, *expressionError) {
	var value strings.Builder
	for at := 1; at < len(text); at++ {
		if text[at] != mark {
			value.WriteByte(text[at])
			continue
		}
		if at+1 == len(text) || text[at+1] != mark { // twice stands for itself
			kind := textToken
			if mark == '"' {
				kind = quotedToken
			}
			return token{kind: kind, text: value.String()}, at + 1, nil
		}
		value.WriteByte(mark)
		at++
	}
	return token{}, 0, &expressionError{message: "this quote is never closed"}
}

func isNameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func spanWhile(text string, fits func(rune) bool) int {
	for at, r := range text {
		if !fits(r) {
			return at
		}
	}
	return len(text)
}
