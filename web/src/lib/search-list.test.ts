import { expect, it } from 'vitest'
import { z } from '@/lib/zod'
import { searchList } from './search-list'

const search = z.object({ state: searchList(z.enum(['queued', 'running', 'failed'])) })

it.each([
  ['one word', 'queued', ['queued']],
  ['commas', 'queued,running', ['queued', 'running']],
  ['a repeated name', ['queued', 'running'], ['queued', 'running']],
  ['both', ['queued,running', 'failed'], ['queued', 'running', 'failed']],
  ['nothing', undefined, undefined],
  ['an unknown word', 'queued,nonsense', undefined],
  ['something else', 7, undefined],
])('reads %s', (_, state, words) => {
  expect(search.parse({ state }).state).toEqual(words)
})
