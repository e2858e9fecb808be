package amcsandbox

import (
	"encoding/json"
	"net/http"
)

// Status is the answer to GET /status: how far the synthetic data are. It asks
// for no token, tells nothing else, and leaves no line in the request log.
type Status struct {
	Ready bool `json:"ready"` // executions can run
	Done  int  `json:"done"`  // of Total steps of making the data
	Total int  `json:"total"` // 0 until it is known
}

func (s *Sandbox) serveStatus(w http.ResponseWriter) {
	p := s.Progress()
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	// A caller that has gone needs no answer.
	_ = json.NewEncoder(w).Encode(Status{Ready: p.Ready, Done: p.Done, Total: p.Total})
}
