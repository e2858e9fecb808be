import { z } from 'zod'

// Zod otherwise tries, as a schema is made, whether it may make functions from text;
// the content security policy refuses that, and browsers report it.
z.config({ jitless: true })

export { z }
