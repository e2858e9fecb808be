// Package fault is the one error type that may cross the edge of the program.
//
// A domain package that wants a caller or a person to act on an error returns
// an *Error: a Kind that the edge maps to a status, a stable Code owned by the
// domain ("query.version_conflict"), a Message that is safe to show anybody who
// may see the object, and the Next step for the person. The cause stays inside:
// it is logged once at the edge and is never part of the message.
//
// Everything that is not an *Error is Internal: the person learns that
// something broke and the request id, nothing else.
package fault
