import { QueryClient, QueryClientProvider, queryOptions } from '@tanstack/react-query'
import { isNotFound } from '@tanstack/react-router'
import { act, render, screen } from '@testing-library/react'
import { Component, type ReactNode, Suspense } from 'react'
import { expect, it, vi } from 'vitest'
import { ApiError } from '@/api/api-error'
import { useSubject } from './use-subject'

const read = vi.fn(async () => 'Reach by campaign')
const subject = queryOptions({ queryKey: ['subject'], queryFn: read, retry: false })

function Page() {
  return <h1>{useSubject(subject)}</h1>
}

class Boundary extends Component<{ children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {}
  static getDerivedStateFromError(error: unknown) {
    return { error }
  }
  override render() {
    const { error } = this.state
    if (!error) return this.props.children
    return <p>{isNotFound(error) ? 'nothing here' : 'broken'}</p>
  }
}

async function open() {
  vi.spyOn(console, 'error').mockImplementation(() => undefined) // React tells of what is caught
  const client = new QueryClient()
  await act(async () => {
    render(
      <QueryClientProvider client={client}>
        <Boundary>
          <Suspense>
            <Page />
          </Suspense>
        </Boundary>
      </QueryClientProvider>,
    )
  })
  await screen.findByRole('heading', { name: 'Reach by campaign' })
  return client
}

it('is as if it had never been once it may not be seen any more', async () => {
  const client = await open()
  read.mockRejectedValueOnce(new ApiError(404, { code: 'query.not_found' }))
  await act(() => client.invalidateQueries())
  await screen.findByText('nothing here')
})

it('stays while the server has trouble', async () => {
  const client = await open()
  read.mockRejectedValueOnce(new ApiError(503, {}))
  await act(() => client.invalidateQueries())
  expect(screen.getByRole('heading', { name: 'Reach by campaign' })).toBeTruthy()
})
