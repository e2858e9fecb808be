package app

import (
	"net"
	"net/http"
	"time"

	"github.com/recomamp/recomamp/internal/execution"
)

// amazonClient carries all calls to Amazon. It never sends a submission late.
func amazonClient() *http.Client {
	return &http.Client{Transport: execution.SendGuard(&http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       90 * time.Second,
		ExpectContinueTimeout: time.Second,
	})}
}
