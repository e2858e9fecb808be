package amc_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/recomamp/recomamp/amc"
)

// roundTripper answers without a network, so that synctest's clock can run.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func respond(status int, body string, header ...string) *http.Response {
	response := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
	for i := 0; i+1 < len(header); i += 2 {
		response.Header.Set(header[i], header[i+1])
	}
	return response
}

// inBubble builds an instance client on synctest's clock over answer.
func inBubble(t *testing.T, answer roundTripper, change ...func(*amc.Config)) *amc.InstanceClient {
	t.Helper()
	change = append([]func(*amc.Config){func(c *amc.Config) {
		c.Sleep = nil
		c.HTTPClient = &http.Client{Transport: answer}
	}}, change...)
	return clientOf(t, "https://amc.example", change...).Account(accountID, marketplace).Instance(instanceID)
}

func TestRetry_SafeCallsOutliveAnyTransientAnswer(t *testing.T) {
	t.Parallel()
	calls := map[string]func(*amc.InstanceClient, context.Context) error{
		"GET": func(i *amc.InstanceClient, ctx context.Context) error {
			_, err := i.GetExecution(ctx, executionID)
			return err
		},
		"PUT":    func(i *amc.InstanceClient, ctx context.Context) error { return i.CancelExecution(ctx, executionID) },
		"DELETE": func(i *amc.InstanceClient, ctx context.Context) error { return i.DeleteWorkflow(ctx, "w") },
	}
	for method, act := range calls {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				failures := []func() (*http.Response, error){
					func() (*http.Response, error) { return respond(429, ""), nil },
					func() (*http.Response, error) { return respond(500, ""), nil },
					func() (*http.Response, error) { return respond(502, "<html>"), nil },
					func() (*http.Response, error) { return respond(504, ""), nil },
					func() (*http.Response, error) { return nil, errors.New("connection reset") },
				}
				var tries int
				started := time.Now()
				instance := inBubble(t, func(r *http.Request) (*http.Response, error) {
					require.Equal(t, method, r.Method)
					tries++
					if tries <= len(failures) {
						return failures[tries-1]()
					}
					return respond(200, `{"workflowExecutionId":"x"}`), nil
				})
				require.NoError(t, act(instance, t.Context()))
				require.Equal(t, 6, tries)
				require.LessOrEqual(t, time.Since(started), (2+4+8+16+32)*time.Second)
				require.Positive(t, time.Since(started))
			})
		})
	}
}

func TestRetry_GivesUpAfterItsTries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var tries int
		_, err := inBubble(t, func(*http.Request) (*http.Response, error) {
			tries++
			return respond(503, ""), nil
		}, func(c *amc.Config) { c.Retry.Tries = 3 }).GetExecution(t.Context(), executionID)
		require.Equal(t, 503, failureOf(t, err).Status)
		require.Equal(t, 3, tries)
	})
}

func TestRetry_WaitsAsLongAsAmazonAsks(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{"seconds": "17", "date": "Sat, 01 Jan 2000 00:00:17 GMT"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var tries int
				started := time.Now() // a bubble begins at midnight of 2000-01-01
				_, err := inBubble(t, func(*http.Request) (*http.Response, error) {
					if tries++; tries == 1 {
						return respond(429, "", "Retry-After", header), nil
					}
					return respond(200, `{"workflowExecutionId":"x"}`), nil
				}).GetExecution(t.Context(), executionID)
				require.NoError(t, err)
				require.Equal(t, 17*time.Second, time.Since(started))
			})
		})
	}
}

func TestRetry_LeavesALongWaitToTheCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		_, err := inBubble(t, func(*http.Request) (*http.Response, error) {
			return respond(429, "", "Retry-After", "3600"), nil
		}).GetExecution(t.Context(), executionID)
		require.Equal(t, time.Hour, failureOf(t, err).RetryAfter)
		require.Zero(t, time.Since(started))
	})
}

func TestRetry_DoesNotWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		started := time.Now()
		_, err := inBubble(t, func(*http.Request) (*http.Response, error) {
			return respond(429, "", "Retry-After", "30"), nil
		}).GetExecution(ctx, executionID)
		require.Equal(t, 429, failureOf(t, err).Status)
		require.Zero(t, time.Since(started), "a wait that cannot end in time is not begun")
	})
}

func TestRetry_StopsWaitingWhenTheCallerLeaves(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(5*time.Second, cancel)
		started := time.Now()
		_, err := inBubble(t, func(*http.Request) (*http.Response, error) {
			return respond(429, "", "Retry-After", "30"), nil
		}).GetExecution(ctx, executionID)
		require.Equal(t, 429, failureOf(t, err).Status)
		require.Equal(t, 5*time.Second, time.Since(started))
	})
}

func TestRetry_PostIsSentOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]roundTripper{
		"throttled": func(*http.Request) (*http.Response, error) { return respond(429, "", "Retry-After", "1"), nil },
		"unsure":    func(*http.Request) (*http.Response, error) { return respond(504, ""), nil },
		"reset":     func(*http.Request) (*http.Response, error) { return nil, errors.New("reset") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var tries int
				started := time.Now()
				_, err := inBubble(t, func(r *http.Request) (*http.Response, error) {
					tries++
					return answer(r)
				}).CreateExecution(t.Context(), savedRequest(t))
				require.Error(t, err)
				require.Equal(t, 1, tries)
				require.Zero(t, time.Since(started))
			})
		})
	}
}

func TestRetry_BadRequestsAreNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 404, 409, 410, 415, 422} {
		server := serve(t, answerWith(status, ""))
		_, err := instanceOf(t, server).GetExecution(t.Context(), executionID)
		require.Equal(t, status, failureOf(t, err).Status)
		require.Len(t, server.got(), 1)
	}
}

func TestRetry_OneTryEndsAtItsTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		started := time.Now()
		_, err := inBubble(t, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}, onlyOnce).GetExecution(t.Context(), executionID)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.True(t, failureOf(t, err).Transient())
		require.Equal(t, time.Minute, time.Since(started))
	})
}

func TestDelete_RepeatedAfterItWorkedIsNoError(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if tries.Add(1) == 1 {
			w.WriteHeader(http.StatusGatewayTimeout)
			return
		}
		answerWith(404, `{"code":"404","details":"Workflow with ID w does not exist."}`)(w, nil)
	})
	require.NoError(t, instanceOf(t, server).DeleteWorkflow(t.Context(), "w"))

	missing := serve(t, answerWith(404, `{"code":"404","details":"Workflow with ID w does not exist."}`))
	err := instanceOf(t, missing).DeleteWorkflow(t.Context(), "w")
	require.True(t, failureOf(t, err).NotFound(), "a thing that never was is an error")
}

// tokens hands out its tokens one after the other, a new one on each renewal.
type tokens struct {
	renewals atomic.Int32
	fail     error
}

func (s *tokens) Token(context.Context) (string, error) { return s.name(), nil }

func (s *tokens) Renew(context.Context, string) (string, error) {
	if s.fail != nil {
		return "", s.fail
	}
	s.renewals.Add(1)
	return s.name(), nil
}

func (s *tokens) name() string { return "token-" + string('a'+s.renewals.Load()) }

func TestToken_RefusedIsRenewedOnceForEveryMethod(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		source := &tokens{}
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer token-b" {
				w.WriteHeader(status)
				return
			}
			_, _ = w.Write([]byte(`{"workflowExecutionId":"x"}`))
		})
		instance := instanceOf(t, server, func(c *amc.Config) { c.TokenSource = source })
		_, err := instance.CreateExecution(t.Context(), savedRequest(t))
		require.NoError(t, err, status)
		require.Len(t, server.got(), 2)
		require.Equal(t, server.got()[0].Body, server.got()[1].Body)
	}
}

func TestToken_RefusedAgainIsReported(t *testing.T) {
	t.Parallel()
	source := &tokens{}
	server := serve(t, answerWith(401, `{"code":"401","details":"Authentication failed"}`))
	_, err := instanceOf(t, server, func(c *amc.Config) { c.TokenSource = source }).GetExecution(t.Context(), executionID)
	require.True(t, failureOf(t, err).Unauthorized())
	require.Len(t, server.got(), 2)
}

func TestToken_ForbiddenRenewsSeldom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := &tokens{}
		instance := inBubble(t, func(*http.Request) (*http.Response, error) {
			return respond(403, `{"code":"403","details":"Unauthorized request."}`), nil
		}, func(c *amc.Config) { c.TokenSource = source })
		ask := func() {
			_, err := instance.GetExecution(t.Context(), executionID)
			require.True(t, failureOf(t, err).Forbidden())
		}
		ask()
		ask()
		require.EqualValues(t, 1, source.renewals.Load())
		<-time.After(10 * time.Minute)
		ask()
		require.EqualValues(t, 2, source.renewals.Load())
	})
}

func TestToken_FailedRenewalTellsBothReasons(t *testing.T) {
	t.Parallel()
	reason := errors.New("consent withdrawn")
	server := serve(t, answerWith(401, ""))
	_, err := instanceOf(t, server, func(c *amc.Config) { c.TokenSource = &tokens{fail: reason} }).GetExecution(t.Context(), executionID)
	require.ErrorIs(t, err, reason)
	require.True(t, failureOf(t, err).Unauthorized())
}

func TestRetry_ACallThatHangsIsAskedAgainSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var asked []time.Duration
		instance := inBubble(t, func(r *http.Request) (*http.Response, error) {
			asked = append(asked, time.Since(began))
			if len(asked) == 3 {
				<-time.After(20 * time.Second) // slow, but there
				return respond(200, `{"workflowExecutionId":"`+executionID+`","status":"RUNNING"}`), nil
			}
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, func(c *amc.Config) { c.Retry = amc.Retry{Tries: 3, Base: time.Nanosecond, Patience: 4 * time.Second} })
		run, err := instance.GetExecution(t.Context(), executionID)
		require.NoError(t, err)
		require.Equal(t, amc.ExecutionRunning, run.Status)
		for i, at := range []time.Duration{0, 4 * time.Second, 12 * time.Second} {
			require.Equal(t, at, asked[i].Truncate(time.Millisecond))
		}
	})
}

func TestRetry_ACallThatChangesIsGivenItsWholeTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		instance := inBubble(t, func(*http.Request) (*http.Response, error) {
			calls++
			<-time.After(30 * time.Second)
			return respond(200, ""), nil
		}, func(c *amc.Config) { c.Retry = amc.Retry{Patience: 4 * time.Second} })
		require.NoError(t, instance.CancelExecution(t.Context(), executionID))
		require.Equal(t, 1, calls)
	})
}
