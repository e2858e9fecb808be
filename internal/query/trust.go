package query

import "github.com/recomamp/recomamp/internal/actor"

// Origin says where the text of a version comes from: whose query it is, and who
// wrote it.
type Origin struct {
	ClientID actor.ClientID // of the query or of its instance; empty for a shared one
	Author   actor.PersonID // of the version
}

// TrustedOn reports whether the text may run on an instance of a client for
// somebody who may run saved queries there but no SQL of their own: it was
// written by one who may, by now, or it belongs to that client and somebody else
// wrote it. author is Origin's with what they may do, or nobody when their
// account is not in use.
func (o Origin) TrustedOn(asker actor.PersonID, author actor.Actor, on actor.InstanceID, client actor.ClientID) bool {
	return author.May(actor.RunSQL, on) || o.ClientID != "" && o.ClientID == client && o.Author != asker
}
