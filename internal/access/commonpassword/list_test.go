package commonpassword_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/internal/access/commonpassword"
)

func TestPasswordsOfBreachesAreKnownInEveryDress(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"1qaz2wsx3edc",       // listed, and long enough for us
		"QWERTY123456",       // in other letters
		"Password2026!",      // listed, with a year and a sign
		"!!football!!2025",   // between them
		"dragondragondragon", // over and over
		"Sunshine Sunshine ", // with spaces
		"aaaaaaaaaaaaaaaaa",  // one character
		"abcabcabcabcabc",    // few characters
		"123412341234",
		"monkeymonkeymonkey1",
	} {
		require.True(t, commonpassword.Known(password), password)
	}
}

func TestWordsThatNobodyTriesAreNot(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"correct horse battery", "seven otters file taxes", "x7!Kq-92Lm_trw", "Über den Wolken 12", "äöüäöüßéèñçãõ", "",
	} {
		require.False(t, commonpassword.Known(password), password)
	}
}

// FuzzKnown shows that nothing a person types breaks it, and that spaces and
// other letters do not help.
func FuzzKnown(f *testing.F) {
	f.Add("password")
	f.Add("\xff\xfe")
	f.Add("MonkeyMonkeyMonkey")
	f.Fuzz(func(t *testing.T, password string) {
		if commonpassword.Known(password) {
			require.True(t, commonpassword.Known(" "+password+" "))
		}
	})
}
