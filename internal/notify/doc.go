// Package notify tells people what needs them.
//
// A notice says that something needs a person. It has a cause, and while it is
// open there is one notice per cause: five schedules that one withdrawn consent
// stopped are one notice with five subjects. Whoever finds the cause raises the
// notice in the transaction of what they found, and whoever sees the cause gone
// resolves it in theirs. The row, and the event that goes with it, is how the
// web app hears of it.
//
// A channel is a place outside to tell as well: mail, Slack, Teams, Discord or a
// webhook, with what it wants to hear of and when it wants quiet. Its address
// holds secrets; it is sealed, and leaves this package only to the courier.
//
// # Telling
//
// A notice is told once per episode. The first begins with the notice, another
// when it becomes more severe, or when something joins it a day or more after
// the last began. An episode writes a delivery for each channel that takes it,
// in the transaction of Raise; that is the ledger, unique by notice, channel and
// episode. A delivery is due after the grouping window, so that what comes
// together is told together, or when the channel's quiet hours end.
//
// What is due for a channel becomes one message. A channel has one open message
// at a time:
//
//	sending ⇄ waiting → (sending)
//	   ↓
//	sent | failed | dropped
//
// Sending holds a lease with a fence; every write checks the fence. Of several
// processes one sends. A process that dies while it sends leaves its lease to
// run out, and the message is sent again, under the same id: nobody can know
// whether it had arrived. So a message arrives at least once, and twice only
// when a process ends, or loses its database for longer than a lease, between
// the receiver's answer and the commit; receivers can tell by the id
// (Message-ID in mails, Idempotency-Key in calls).
//
// What fails is tried again with growing pauses, full jitter and a cap. Then the
// channel is failing, which is a notice of its own to all other channels.
package notify
