import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider, type QueryKey } from '@tanstack/react-query'
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router'
import { type RenderResult, render } from '@testing-library/react'
import type { ReactNode } from 'react'

/** What the server would have answered: a query's key and its data. */
export type Seed = readonly [QueryKey, unknown]

/** Draws a page with links that lead nowhere, for whom the server has answered already. */
export function showPage(children: ReactNode, seeds: Seed[]): RenderResult {
  const client = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } },
  })
  for (const [key, data] of seeds) client.setQueryData(key, data)
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() })
  return render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">
        <RouterContextProvider router={router}>{children}</RouterContextProvider>
      </MantineProvider>
    </QueryClientProvider>,
  )
}

/** The first page of a list that has no other. */
export const onePage = (items: unknown[]) => ({ pages: [{ items }], pageParams: [undefined] })
