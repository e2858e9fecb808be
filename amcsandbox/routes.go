package amcsandbox

import (
	"fmt"
	"net/http"
)

// Media types of answers.
const (
	jsonType      = "application/json"
	octetType     = "application/octet-stream"
	sourceType    = "application/vnd.amcdatasources.v1+json"
	workflowType  = "application/vnd.amcworkflows.v1+json"
	executionType = "application/vnd.amcworkflowexecutions.v1+json"
	scheduleType  = "application/vnd.amcschedules.v1+json"
)

func (s *Sandbox) routes() *http.ServeMux {
	mux := http.NewServeMux()
	s.lwa.Routes(mux)
	s.administrationRoutes(mux)
	mux.Handle("/", s.answer(detailsShape, func(c *call) (reply, error) {
		return reply{}, refuse(http.StatusNotFound, "Could not find resource for %s %s", c.r.Method, c.r.URL.Path)
	}))
	return mux
}

func (s *Sandbox) administrationRoutes(mux *http.ServeMux) {
	mux.Handle("GET /amc/accounts", s.answer(messageShape, s.signedIn(s.listAccounts)))
	onAccount := map[string]handler{
		"GET /amc/instances":  s.listInstances,
		"POST /amc/instances": s.createInstance,
	}
	for pattern, handle := range onAccount {
		mux.Handle(pattern, s.answer(detailsShape, s.signedIn(s.onAccount(handle))))
	}
	onInstance := map[string]handler{
		"GET /amc/instances/{instance}":                                s.getInstance,
		"PUT /amc/instances/{instance}":                                s.updateInstance,
		"DELETE /amc/instances/{instance}":                             s.deleteInstance,
		"POST /amc/instances/{instance}/updateCustomerAwsAccount":      s.updateAWSAccount,
		"GET /amc/instances/{instance}/advertisers":                    s.listAdvertisers,
		"GET /amc/instances/{instance}/advertisers/updates":            s.listAdvertiserUpdates,
		"POST /amc/instances/{instance}/advertisers/updates":           s.createAdvertiserUpdate,
		"GET /amc/instances/{instance}/advertisers/updates/{updateId}": s.getAdvertiserUpdate,
	}
	for pattern, handle := range onInstance {
		mux.Handle(pattern, s.answer(detailsShape, s.signedIn(s.onAccount(s.onInstance(handle)))))
	}
	for _, path := range []string{"/amc/accounts", "/amc/instances", "/amc/instances/{instance}"} {
		mux.Handle(path, s.answer(detailsShape, methodNotAllowed))
	}
}

func methodNotAllowed(c *call) (reply, error) {
	return reply{}, &apiError{http.StatusMethodNotAllowed, fmt.Sprintf("Method %s is not allowed.", c.r.Method)}
}
