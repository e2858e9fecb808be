// Package approval has acts that take a second person wait for one.
//
// An act that a rule asks a second person for is stored instead of done: who
// asked for it, what it is in words, and what was sent, to the letter. An owner
// who is somebody else approves or refuses it. Then whoever asked sends the same
// again, and it is done.
//
//	waiting → approved → used
//	   │          └────→ lapsed        not done in time
//	   ├─→ refused | withdrawn
//	   └─→ expired                     not decided in time
//
// Invariants:
//
//   - Nobody approves what they asked for, by whichever session or token: the
//     person counts, here and in a constraint of the table.
//   - An approval is for exactly what was sent. Anything else is asked for anew.
//   - It is used once, by one statement that only one request can win. What fails
//     with a refusal, which leaves nothing behind, gives it back.
//   - It counts while whoever gave it is still an owner who can sign in.
package approval
