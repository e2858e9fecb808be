// Package offboard has a client leave: what works for it stops, and what is
// kept of it is destroyed.
//
//	stopping → stopped → destroying → destroyed
//	     └────────┴─→ taken back
//
// Off-boarding has two phases. The first stops, and can be taken back for as
// long as the grace time lasts; the second destroys. Each is a list of steps,
// which other packages register (Register): what it is called, what it would do
// (for the preview) and how it does it.
//
// Invariants:
//
//   - From the act on, which is one transaction, nothing new runs for the client
//     and no discovery brings anything of it back (client.off_boarded_at).
//   - Every step is a row. A step may be begun any number of times, by any
//     process, and is done when it says so itself; whoever dies leaves it to the
//     next look, a minute later. A step that fails is tried again and says why.
//   - A step begins when those before it are done. When the grace time is over the
//     steps that still wait are forced, and what they wait for is given up.
//   - The key is destroyed before anything else of the second phase: from that
//     commit on no result of the client can be read, whatever is still to be deleted.
package offboard
