// Package isolation proves that nobody reaches what belongs to a client they
// have no grant for.
//
// Its test starts the whole program, plants each kind of object in two clients
// with a canary in every text field, and tries every route of the served OpenAPI
// with every kind of person against the ids of the other client. A canary
// anywhere in an answer, or an answer that differs from the one for an id that
// does not exist, is a leak. Each route must also work for somebody who may: a
// route without such a control fails the test, so that one added later is
// covered without anyone remembering. Lists must show what was planted to who may
// see it, and tell nobody else that something was: what a stranger reads is the
// same before and after. Somebody who has another instance of the same client
// tries as well.
//
// On the way it looks into the audit log: whatever a route changed, or was refused,
// must have left its entry.
//
// On PostgreSQL everybody tries once more while nothing in Go asks what they may
// see: row level security alone must hold. That a policy which is gone is noticed
// is part of it.
//
// The routes are described in routes.go, what is planted in plant.go, who tries
// in people.go, how Go is switched off in overlook.go.
package isolation
