package amcsandbox

// Credentials of the application that every sandbox registers unless told
// otherwise, so that a client needs no settings to find it. They guard nothing
// but made-up data.
const (
	DefaultClientID     = "amzn1.application-oa2-client.5a4db0c5a4db0c5a4db0c5a4db0c5a4d"
	DefaultClientSecret = "amzn1.oa2-cs.v1.sandbox"
)
