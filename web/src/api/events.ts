import type { StreamEventsResponse } from './generated/types.gen'

/** One message of the event stream: what changed, never the data. */
export type ChangeEvent = StreamEventsResponse

/** The stream's address; the browser sends the session's cookie with it. */
export const EVENTS_URL = '/api/v1/events'
