// Package lsp serves AMC SQL to editors over the Language Server Protocol:
// problems as one types, completion, hover, signatures, definitions,
// references, rename, outline, quick fixes and layout.
//
// It decides nothing itself. Every answer comes from package assist or from
// amcsql.Format, so that an editor says what the web app and the command line
// say. What this package owns is the wire: the messages of the protocol, the
// open texts, and positions, which the protocol counts in UTF-16 code units
// within a line and we in bytes.
//
// Texts are sent whole with each change. Problems are published after it;
// notifications are handled in the order they come, so they belong to the text
// that the editor shows.
package lsp
