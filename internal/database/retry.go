package database

import "errors"

// ErrRetry asks for the whole transaction to run again because another one came
// first, when it is wrapped into the error of a Write's function.
var ErrRetry = errors.New("another transaction came first")
