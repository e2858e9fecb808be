import { MantineProvider } from '@mantine/core'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type RenderResult, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { type Me, meKeys } from '@/api/me'
import { owner } from './me'

/** Draws components with what every page stands in, but for the routes; an owner looks at them. */
export function show(children: ReactNode, me: Me = owner()): RenderResult {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  client.setQueryDefaults(meKeys.rights, { staleTime: Number.POSITIVE_INFINITY })
  client.setQueryData(meKeys.rights, me)
  return render(
    <QueryClientProvider client={client}>
      <MantineProvider env="test">{children}</MantineProvider>
    </QueryClientProvider>,
  )
}
