// Package retention drops results that nobody wants kept any more.
//
// A rule belongs to a client or to an instance, where it stands for the
// client's. It keeps everything younger than some days, the newest results of
// each query, or both; what neither keeps is due. A due result is announced
// first (an instant before which it is not dropped, Notice away, and an event)
// and dropped when that has come and it is still due. Somebody may pin a
// result, which keeps it for good, and Used keeps what something rests on.
//
// Only rows are dropped. The execution stays in the history and says when its
// rows went.
//
// # Crashes
//
// A result is first marked as dropped, from when on nobody can read it, then
// its file is deleted, then the file's name is forgotten. Whoever sweeps next
// finds a mark with a name and goes on from there; every process looks for such
// marks when it starts and every few minutes.
package retention
