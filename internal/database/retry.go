package database

import "errors"

// ErrRetry, wrapped into the error of a Write's function, asks for the whole
// transaction to run again because another one came first.
var ErrRetry = errors.New("another transaction came first")
