// Package fault decides which requests to the sandbox go wrong, and how.
//
// A Rule is a Match and an Action. A request meets the first rule that matches
// it; a rule that has fired Max times is spent. Set holds the rules in force
// and counts. Counting is exact under concurrency, and probability is drawn
// from a seed, so that a run with the same requests has the same faults.
//
// Actions come in two families. Those of the wire spoil an answer, before the
// sandbox did what was asked (the client must try again) or after (it must
// not). Those of an execution make the one being created behave: hang, wait in
// a state, end badly, or show up late.
//
// Rules are read from YAML or JSON of the same shape:
//
//	rules:
//	  - name: lose the answer of the second submit
//	    match: {method: POST, route: /workflowExecutions, nth: 2}
//	    action: {kind: timeout}
//
// The rules live in memory: a sandbox that starts again has those of its file
// and no others.
package fault
