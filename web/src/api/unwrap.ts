import { ApiError } from './api-error'

type Answer<T> = { data?: T; error?: unknown; response?: Response }

/** Turns an answer of the generated client into its data, or throws an ApiError. */
export async function unwrap<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await call
  } catch (cause) {
    throw transportError(cause)
  }
  if (answer.response === undefined) throw transportError(answer.error)
  if (!answer.response.ok) throw new ApiError(answer.response.status, answer.error)
  // A 204 has no body and its call has no type for one.
  return answer.data as T
}

function transportError(cause: unknown): unknown {
  // An abort is the caller's own wish and must stay recognisable.
  if (cause instanceof DOMException && cause.name === 'AbortError') return cause
  return new ApiError(0, undefined)
}
