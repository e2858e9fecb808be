package selftest

import (
	"context"
	"os"
	"path/filepath"

	"github.com/recomamp/recomamp/internal/keyring"
	"github.com/recomamp/recomamp/internal/seal"
)

// triedPlace is where the secret of a try would live; no table is called so.
var triedPlace = seal.Place{Table: "self_test", Row: "try", Column: "secret"}

func checkKeys(config seal.Config, box *seal.Box, keys *keyring.Service) Check {
	return Check{Name: "keys", Title: "Encryption keys seal and open", Run: func(ctx context.Context) Finding {
		const restore = "Start with the keyset that the secrets belong to (RECOMAMP_KEYSET, or keys/keyset.json of the data folder)."
		sealed, err := box.Seal("secret", triedPlace)
		if err != nil {
			return troubled(ctx, err, "Nothing can be sealed with the encryption keys.", restore)
		}
		if opened, err := box.Open(sealed, triedPlace); err != nil || opened != "secret" {
			return failed(restore, "What was just sealed does not open.")
		}
		if err := keys.Check(ctx); err != nil {
			return failed(restore+" If it is lost for good, start once with RECOMAMP_KEYS_LOST=true and connect again.",
				"Secrets in the database do not open with the keys at hand.")
		}
		if config.Keyset != "" {
			return good("The keys come from RECOMAMP_KEYSET, seal and open, and open all that is stored.")
		}
		for _, path := range []string{config.Path, filepath.Dir(config.Path)} {
			info, err := os.Stat(path)
			if err != nil {
				return failed(restore, "The file of the keys is gone from %s; it is used from memory until the program ends.", config.Path)
			}
			if open := info.Mode().Perm() & 0o077; open != 0 {
				return failed("Take the rights away: `chmod go-rwx "+path+"`. Rotate the keys if somebody may have read them.",
					"Others on this machine can come to the encryption keys: %s has the mode %04o.", path, info.Mode().Perm())
			}
		}
		return good("The keys seal and open, open all that is stored, and only this program's user can read their file.")
	}}
}
