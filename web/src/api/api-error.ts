import type { Problem } from './generated/types.gen'

/**
 * The one error of every call: what the server's problem answer said, or, when
 * no answer came at all, status 0 and the code `offline`.
 */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** What a person can do next, in words; may be missing. */
  readonly next: string | undefined
  readonly requestId: string | undefined
  /** Message by JSON pointer of the field, such as `/name`. */
  readonly fields: Record<string, string>
  /** More that belongs to the code: a conflict carries both versions here. */
  readonly details: Record<string, unknown>

  constructor(status: number, body: unknown) {
    const problem = asProblem(body)
    super(problem.detail ?? problem.title ?? fallbackMessage(status))
    this.name = 'ApiError'
    this.status = status
    this.code = problem.code ?? (status === 0 ? 'offline' : `http_${status}`)
    this.next = problem.next
    this.requestId = problem.requestId
    this.fields = Object.fromEntries(
      (problem.errors ?? []).map((field) => [field.pointer, field.message]),
    )
    this.details = problem.details ?? {}
  }
}

export function isStatus(error: unknown, status: number): error is ApiError {
  return error instanceof ApiError && error.status === status
}

/** Whether the server could not be reached or is just starting or stopping. */
export function isOffline(error: unknown): boolean {
  return (
    error instanceof ApiError &&
    (error.status === 0 || error.status === 502 || error.status === 503)
  )
}

function asProblem(body: unknown): Partial<Problem> {
  // The server answers problem+json; a proxy in between may not.
  return typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {}
}

function fallbackMessage(status: number): string {
  if (status === 0) return 'The server cannot be reached.'
  return `The server answered with status ${status} and gave no reason.`
}
