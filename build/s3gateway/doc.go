// Package s3gateway pins the S3 gateway that `make test/s3` keeps results in
// (build/with-s3.sh). It is a module of its own, so that nothing of the gateway
// is a dependency of the program.
package s3gateway
