// Package courier carries messages to addresses outside: mail, Slack, Teams,
// Discord and webhooks.
//
// An Address is a shoutrrr URL, whose grammar is that library's, read with its
// parsers. Sending is ours, because shoutrrr's services dial as they like: every
// connection goes through an egress.Guard, has a deadline, and ends when the
// context does.
//
// Addresses hold secrets. What Shown returns may be seen by anyone; nothing
// else of an address gets into errors or logs. A Failure says what happened in
// words of ours, with the receiver's status but not its text, which may repeat
// what it was sent.
package courier
