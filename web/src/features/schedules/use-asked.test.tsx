import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, it, vi } from 'vitest'
import * as queries from '@/api/queries'
import { useAsked } from './use-asked'

it('is not ready until the query is read, so that nothing is taken for unknown', async () => {
  let answer: (query: object) => void = () => undefined
  vi.spyOn(queries, 'queryQuery').mockReturnValue({
    queryKey: ['query'],
    queryFn: () => new Promise((resolve) => (answer = resolve)),
  } as never)
  const client = new QueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  const { result } = renderHook(() => useAsked('qry_1', 0), { wrapper })
  expect(result.current.ready).toBe(false)
  answer({ sql: '', parameters: [{ name: 'days', type: 'INTEGER', array: false }] })
  await waitFor(() => expect(result.current.ready).toBe(true))
  expect(result.current.asked.parameters.map(({ name }) => name)).toEqual(['days'])
})
