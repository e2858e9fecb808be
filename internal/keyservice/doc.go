// Package keyservice opens the keyset with a key that a key management service
// keeps: the service is given the keyset to seal and to open, and its key never
// leaves it. Only AWS KMS is known, by an address as gocloud.dev/secrets has them:
//
//	awskms://arn:aws:kms:eu-central-1:111122223333:key/…?region=eu-central-1
//	awskms://alias/recomamp?region=eu-central-1
//
// Credentials come from the usual places of AWS, never from the address.
package keyservice
