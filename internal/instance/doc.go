// Package instance knows the clients and their AMC instances.
//
// A client is an advertiser the agency works for; it comes into being when a
// discovery first sees an instance of that advertiser through a connection or in
// an account. An instance stays with the client it was found for, whatever
// Amazon calls its advertiser later: access is given by clients. Name and colour of a
// client and the name of an instance are ours to edit and survive discoveries;
// everything else about an instance is as Amazon last told.
//
// An instance is reached through one connection. When several connections can
// see it, the first keeps it for as long as it finds it; afterwards the next
// discovery that sees it takes over. An instance is never deleted, for its
// executions and results stay: it is marked as gone. Of a client that is
// off-boarded (package offboard) no discovery makes or changes an instance.
package instance
