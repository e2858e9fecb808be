import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { show } from '@/lib/testing/show'
import { SlotsText } from './slots-text'

it('counts runs that were begun elsewhere, and what waits', () => {
  show(<SlotsText use={{ held: 2, elsewhere: 1, waiting: 3, slots: 5 }} />)
  expect(screen.getByText(/^3 of 5/).textContent).toBe('3 of 5 · 3 waiting')
})

it('says no more than it must of a free instance', () => {
  show(<SlotsText use={{ held: 0, elsewhere: 0, waiting: 0, slots: 5 }} />)
  expect(screen.getByText('0 of 5')).toBeDefined()
})
