package httpapi_test

import (
	"testing"

	"github.com/recomamp/recomamp/internal/app"
	"github.com/recomamp/recomamp/internal/app/apptest"
)

// both runs test against the whole program on either database.
func both(t *testing.T, test func(t *testing.T, p *apptest.Program)) {
	t.Helper()
	apptest.OnBoth(t, func(t *testing.T, on func(*app.Config)) {
		t.Helper()
		test(t, apptest.Start(t, on))
	})
}

// problem is what an error answer holds.
type problem struct {
	Code      string `json:"code"`
	Detail    string `json:"detail"`
	Next      string `json:"next"`
	RequestID string `json:"requestId"`
	Errors    []struct {
		Pointer string `json:"pointer"`
		Message string `json:"message"`
	} `json:"errors"`
	Details map[string]any `json:"details"`
}

// problemIn checks that an answer is a problem of that status and code.
func problemIn(t *testing.T, answer apptest.Answer, status int, code string) problem {
	t.Helper()
	answer.Is(t, status)
	var p problem
	answer.Into(t, &p)
	if answer.Header.Get("Content-Type") != "application/problem+json" || p.Code != code || p.RequestID == "" || p.Detail == "" ||
		p.RequestID != answer.Header.Get("X-Request-Id") {
		t.Fatalf("want problem %s, got %s %s", code, answer.Header.Get("Content-Type"), answer.Body)
	}
	return p
}
