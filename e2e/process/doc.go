// Package process runs the built program as processes that tests can kill as a
// power cut would, freeze, wake late, and start again on the same address.
package process
