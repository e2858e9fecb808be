// Command generate makes the list of common passwords from that of others: one
// password a line, the most common first.
package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	longEnough = 12     // characters of the shortest password that we take
	first      = 50_000 // of any length that people make longer
	shortest   = 5      // characters of those
)

func main() {
	from := flag.String("from", "", "the list of others")
	to := flag.String("to", "", "the file to write")
	flag.Parse()
	if err := generate(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, "generate the list of common passwords:", err)
		os.Exit(1)
	}
}

func generate(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("%w; run npm ci in web first", err)
	}
	packed, err := pack(choose(text))
	if err != nil {
		return err
	}
	return os.WriteFile(to, packed, 0o644)
}

// choose takes what belongs on the list, in order.
func choose(text []byte) []string {
	chosen := map[string]bool{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for at := 0; lines.Scan(); at++ {
		password := strings.ToLower(strings.TrimSpace(lines.Text()))
		length := utf8.RuneCountInString(password)
		if utf8.ValidString(password) && (length >= longEnough || at < first && length >= shortest) {
			chosen[password] = true
		}
	}
	return slices.Sorted(maps.Keys(chosen))
}

func pack(passwords []string) ([]byte, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	for _, password := range passwords {
		if _, err := fmt.Fprintln(w, password); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
