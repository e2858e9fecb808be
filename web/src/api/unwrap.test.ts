import { expect, it } from 'vitest'
import { ApiError, isOffline, isStatus } from './api-error'
import { unwrap } from './unwrap'

const response = (status: number) => new Response(null, { status })

it('gives the data of a good answer', async () => {
  expect(await unwrap(Promise.resolve({ data: { id: '1' }, response: response(200) }))).toEqual({
    id: '1',
  })
})

it('throws the problem of a bad answer with its next step and fields', async () => {
  const body = {
    code: 'query_invalid',
    detail: 'The name is taken.',
    next: 'Choose another name.',
    errors: [{ pointer: '/name', message: 'taken' }],
  }
  const error = await unwrap(Promise.resolve({ error: body, response: response(422) })).catch(
    (thrown: unknown) => thrown,
  )
  expect(isStatus(error, 422)).toBe(true)
  expect(error).toMatchObject({ code: 'query_invalid', message: 'The name is taken.' })
  expect((error as ApiError).fields).toEqual({ '/name': 'taken' })
})

it('tells an unreachable server from a refusal', async () => {
  const error = await unwrap(Promise.reject(new TypeError('fetch'))).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ApiError)
  expect(isOffline(error)).toBe(true)
  expect(isOffline(new ApiError(502, '<html>'))).toBe(true)
  expect(isOffline(new ApiError(422, {}))).toBe(false)
  expect(isOffline(new ApiError(503, { code: 'sandbox.unreachable' }))).toBe(false)
})

it('passes an abort on', async () => {
  const abort = new DOMException('stop', 'AbortError')
  await expect(unwrap(Promise.reject(abort))).rejects.toBe(abort)
})
