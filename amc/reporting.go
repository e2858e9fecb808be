package amc

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

func (i *InstanceClient) call(method, path string, query url.Values, body any) call {
	return call{method: method, path: path, query: query, account: i.account, body: body}
}

// reporting builds a call below /amc/reporting/{instanceId}.
func (i *InstanceClient) reporting(method string, query url.Values, body any, parts ...string) (call, error) {
	path, err := join(append([]string{"amc", "reporting", i.instanceID}, parts...)...)
	return i.call(method, path, query, body), err
}

// fetch makes a reporting call whose answer is one object, flat or below key.
func fetch[T any](ctx context.Context, i *InstanceClient, key, method string, query url.Values, body any, parts ...string) (T, string, error) {
	found := single[T]{key: key}
	request, err := i.reporting(method, query, body, parts...)
	if err != nil {
		return found.value, "", err
	}
	got, err := i.account.client.send(ctx, request, &found)
	return found.value, got.requestID, err
}

// act makes a reporting call whose answer, {} or nothing, says no more than that it worked.
func (i *InstanceClient) act(ctx context.Context, method string, query url.Values, body any, parts ...string) error {
	request, err := i.reporting(method, query, body, parts...)
	if err != nil {
		return err
	}
	if method == http.MethodDelete {
		return i.account.client.remove(ctx, request)
	}
	_, err = i.account.client.send(ctx, request, nil)
	return err
}

func asError(err error) (*Error, bool) { return errors.AsType[*Error](err) }
