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

/**
 * Whether no answer of the server itself came: nothing at all, or a proxy's. A
 * 503 with a code of ours is an answer: something it depends on is missing.
 */
export function isOffline(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  return error.status === 0 || (error.code === `http_${error.status}` && error.status >= 502)
}

function asProblem(body: unknown): Partial<Problem> {
  // The server answers problem+json; a proxy in between may not.
  return typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {}
}

function fallbackMessage(status: number): string {
  if (status === 0) return 'The server cannot be reached.'
  return `The server answered with status ${status} and gave no reason.`
}
