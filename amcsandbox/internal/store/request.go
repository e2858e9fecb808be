package store

import "time"

// Request is one line of the request log. It holds no secrets: neither
// headers nor the bodies of the sign-in endpoints.
type Request struct {
	ID          int64
	At          time.Time
	Method      string
	Path        string
	Query       string
	Status      int
	RequestID   string
	InstanceID  string
	ExecutionID string
	// Fault names the rule that spoilt the answer, or is empty.
	Fault    string
	Duration time.Duration
	Body     string
}

// RequestFilter narrows the log; zero fields match everything.
type RequestFilter struct {
	Method      string
	PathPrefix  string
	InstanceID  string
	ExecutionID string
	After       int64
	Limit       int
}

// AddRequest appends to the log.
func (tx *Tx) AddRequest(r Request) error {
	_, err := tx.exec("log request", `
		INSERT INTO request (at, method, path, query, status, request_id, instance_id, execution_id, fault, duration, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		micros(r.At), r.Method, r.Path, r.Query, r.Status, r.RequestID, r.InstanceID, r.ExecutionID, r.Fault, r.Duration.Microseconds(), r.Body)
	return err
}

// Requests reads the log, oldest first.
func (tx *Tx) Requests(f RequestFilter) ([]Request, error) {
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	return many(tx, "read request log", func(row scanner) (r Request, err error) {
		var at, duration int64
		err = row.Scan(&r.ID, &at, &r.Method, &r.Path, &r.Query, &r.Status, &r.RequestID, &r.InstanceID, &r.ExecutionID, &r.Fault, &duration, &r.Body)
		r.At, r.Duration = instant(at), time.Duration(duration)*time.Microsecond
		return r, err
	}, `
		SELECT id, at, method, path, query, status, request_id, instance_id, execution_id, fault, duration, body FROM request
		WHERE id > ?1 AND (?2 = '' OR method = ?2) AND (?3 = '' OR substr(path, 1, length(?3)) = ?3)
		  AND (?4 = '' OR instance_id = ?4) AND (?5 = '' OR execution_id = ?5)
		ORDER BY id LIMIT ?6`, f.After, f.Method, f.PathPrefix, f.InstanceID, f.ExecutionID, f.Limit)
}
