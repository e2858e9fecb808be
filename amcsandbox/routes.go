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
	s.reportingRoutes(mux)
	s.dataSetRoutes(mux)
	s.adminRoutes(mux)
	mux.HandleFunc("GET /results/{instance}/{execution}/{part}/{name}", s.download)
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

func (s *Sandbox) reportingRoutes(mux *http.ServeMux) {
	const base = "/amc/reporting/{instance}"
	for pattern, handle := range map[string]handler{
		"GET " + base + "/dataSources":                                 s.listDataSources,
		"GET " + base + "/dataSources/{dataSource}":                    s.getDataSource,
		"POST " + base + "/workflows":                                  s.createWorkflow,
		"GET " + base + "/workflows":                                   s.listWorkflows,
		"GET " + base + "/workflows/{workflow}":                        s.getWorkflow,
		"PUT " + base + "/workflows/{workflow}":                        s.updateWorkflow,
		"DELETE " + base + "/workflows/{workflow}":                     s.deleteWorkflow,
		"POST " + base + "/workflowExecutions":                         s.createExecution,
		"GET " + base + "/workflowExecutions":                          s.listExecutions,
		"GET " + base + "/workflowExecutions/{execution}":              s.getExecution,
		"PUT " + base + "/workflowExecutions/{execution}":              s.updateExecution,
		"DELETE " + base + "/workflowExecutions/{execution}":           s.deleteExecution,
		"GET " + base + "/workflowExecutions/{execution}/downloadUrls": s.downloadURLs,
		"POST " + base + "/schedules":                                  s.createSchedule,
		"GET " + base + "/schedules":                                   s.listSchedules,
		"GET " + base + "/schedules/{schedule}":                        s.getSchedule,
		"PUT " + base + "/schedules/{schedule}":                        s.updateSchedule,
		"DELETE " + base + "/schedules/{schedule}":                     s.deleteSchedule,
	} {
		mux.Handle(pattern, s.answer(detailsShape, s.signedIn(s.onAccount(s.onInstance(handle)))))
	}
	for _, path := range []string{
		"/dataSources", "/dataSources/{dataSource}", "/workflows", "/workflows/{workflow}", "/workflowExecutions",
		"/workflowExecutions/{execution}", "/workflowExecutions/{execution}/downloadUrls", "/schedules", "/schedules/{schedule}",
	} {
		mux.Handle(base+path, s.answer(detailsShape, methodNotAllowed))
	}
}

func methodNotAllowed(c *call) (reply, error) {
	return reply{}, &apiError{http.StatusMethodNotAllowed, fmt.Sprintf("Method %s is not allowed.", c.r.Method)}
}
