import { render, screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, it, vi } from 'vitest'
import { owner } from '@/lib/testing/me'
import { Route as EditRoute } from './schedules.$scheduleId.edit'
import { Route as NewRoute } from './schedules.new'

type Begun = { begin: { name: string } }

vi.mock('@/features/schedules/components/schedule-editor-page', () => ({
  // Keeps what it began with, as the form does.
  ScheduleEditorPage: ({ begin }: Begun) => {
    const [draft] = useState(begin)
    return <h1>{draft.name}</h1>
  },
}))

vi.mock(import('@/lib/may'), async (original) => {
  const real = await original()
  return { ...real, useMay: () => real.mayOf(owner()) }
})

const pages = [
  {
    title: 'another schedule',
    route: EditRoute,
    data: (id: string) => ({ schedule: { id, targets: [] }, begin: { name: id } }),
  },
  { title: 'another query', route: NewRoute, data: (id: string) => ({ queryId: id, name: id }) },
]

it.each(pages)('begins anew for $title', ({ route, data }) => {
  const read = vi.spyOn(route as { useLoaderData: () => unknown }, 'useLoaderData')
  vi.spyOn(route as { useNavigate: () => unknown }, 'useNavigate').mockReturnValue(vi.fn())
  const Editor = route.options.component as () => React.ReactNode
  const shown = (id: string) => {
    read.mockReturnValue(data(id))
    return <Editor />
  }
  const { rerender } = render(shown('one'))
  expect(screen.getByRole('heading').textContent).toBe('one')
  rerender(shown('two'))
  expect(screen.getByRole('heading').textContent).toBe('two')
})
