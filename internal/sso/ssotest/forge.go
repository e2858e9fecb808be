package ssotest

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/go-jose/go-jose/v4"
)

// Forgery is how the ID tokens of a provider are changed.
type Forgery struct {
	// Claims changes what the token says.
	Claims func(claims map[string]any)
	// Unsigned: the token has the algorithm "none".
	Unsigned bool
	// Stranger: it is signed by a key that the provider does not publish.
	Stranger bool
}

// Forge has the provider's ID tokens changed from now on; nil for no more.
func (p *Provider) Forge(how *Forgery) {
	p.forge.mu.Lock()
	defer p.forge.mu.Unlock()
	p.forge.how = how
}

// forge stands before a provider. Tokens that it changes it signs with a key of
// its own, which it adds to those that the provider publishes.
type forge struct {
	mu  sync.Mutex
	how *Forgery
}

const forgedKey = "forged"

func (f *forge) wrap(provider http.Handler) http.Handler {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // there is no randomness
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		how := f.how
		f.mu.Unlock()
		change := map[string]func(map[string]any){
			"/keys": func(answer map[string]any) {
				published := jose.JSONWebKey{Key: key.Public(), KeyID: forgedKey, Algorithm: string(jose.RS256), Use: "sig"}
				keys, _ := answer["keys"].([]any)
				answer["keys"] = append(keys, published)
			},
			"/oauth/token": func(answer map[string]any) {
				if token, ok := answer["id_token"].(string); ok && how != nil {
					answer["id_token"] = how.token(token, key)
				}
			},
		}[r.URL.Path]
		if change == nil {
			provider.ServeHTTP(w, r)
			return
		}
		said := httptest.NewRecorder()
		provider.ServeHTTP(said, r)
		body := said.Body.Bytes()
		var answer map[string]any
		if json.Unmarshal(body, &answer) == nil {
			change(answer)
			body, _ = json.Marshal(answer)
		}
		for name, values := range said.Header() {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(said.Code)
		_, _ = bytes.NewReader(body).WriteTo(w)
	})
}

// token is a token with other claims.
func (how *Forgery) token(token string, key *rsa.PrivateKey) string {
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		panic(err) // the library made it
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		panic(err)
	}
	if how.Claims != nil {
		how.Claims(claims)
	}
	payload, err = json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	if how.Unsigned {
		header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
		return header + "." + base64.RawURLEncoding.EncodeToString(payload) + "."
	}
	if how.Stranger {
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			panic(err)
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: forgedKey}}, nil)
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		panic(err)
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return compact
}
