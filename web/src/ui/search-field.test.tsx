import { act, fireEvent, screen } from '@testing-library/react'
import { expect, it, vi } from 'vitest'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { SearchField } from './search-field'

const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Search names' })

function shown(onSearch: (words: string | undefined) => void, value?: string) {
  return (
    <SearchField
      label="Search names"
      command={{ label: 'Search the people', group: 'People' }}
      value={value}
      least={3}
      onSearch={onSearch}
    />
  )
}

it('searches what was typed after a pause, and not for too few letters', () => {
  vi.useFakeTimers()
  try {
    const onSearch = vi.fn<(words: string | undefined) => void>()
    show(shown(onSearch))
    fireEvent.change(field(), { target: { value: 'an' } })
    act(() => vi.advanceTimersByTime(300))
    expect(screen.getByText('3 letters')).not.toBeNull()
    expect(onSearch).not.toHaveBeenCalled()
    fireEvent.change(field(), { target: { value: ' anna ' } })
    act(() => vi.advanceTimersByTime(300))
    expect(onSearch).toHaveBeenCalledExactlyOnceWith('anna')
  } finally {
    vi.useRealTimers()
  }
})

it('searches at once when one goes on, and not again later', () => {
  vi.useFakeTimers()
  try {
    const onSearch = vi.fn<(words: string | undefined) => void>()
    show(shown(onSearch))
    fireEvent.change(field(), { target: { value: 'anna' } })
    fireEvent.blur(field())
    expect(onSearch).toHaveBeenCalledExactlyOnceWith('anna')
    act(() => vi.advanceTimersByTime(300))
    expect(onSearch).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

it('is gone to by its command', () => {
  show(shown(() => {}))
  runCommand('Search the people')
  expect(document.activeElement).toBe(field())
})
