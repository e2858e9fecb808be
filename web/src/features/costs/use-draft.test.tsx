import { TextInput } from '@mantine/core'
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, it } from 'vitest'
import { show } from '@/lib/testing/show'
import { useDraft } from './use-draft'

function Form() {
  const { draft, firstAmount, edit, clear } = useDraft('')
  return (
    <>
      <button type="button" onClick={() => edit('2.00')}>
        Edit
      </button>
      <button type="button" onClick={clear}>
        Clear
      </button>
      <TextInput ref={firstAmount} label="A run" value={draft} readOnly />
    </>
  )
}

it('goes to the first amount of the row that is edited', async () => {
  show(<Form />)
  const amount = screen.getByRole<HTMLInputElement>('textbox', { name: 'A run' })
  await userEvent.click(screen.getByRole('button', { name: 'Edit' }))
  expect(amount.value).toBe('2.00')
  expect(document.activeElement).toBe(amount)
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }))
  expect(amount.value).toBe('')
})
