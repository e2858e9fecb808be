import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, it } from 'vitest'
import { runCommand } from '@/lib/testing/run-command'
import { show } from '@/lib/testing/show'
import { type Draft, newDraft } from '../model/draft'
import { SentenceForm } from './sentence-form'

const query = { id: 'qry_1', name: 'Reach by campaign', version: 2 }

type FormProps = { problems?: Record<string, string>; window?: Draft['window'] }

function Form({ problems = {}, window }: FormProps) {
  const [draft, setDraft] = useState<Draft>(() => {
    const begun = newDraft(query, {}, 'Europe/Berlin')
    return window ? { ...begun, window } : begun
  })
  return (
    <SentenceForm
      draft={draft}
      queries={[query]}
      onSearchQueries={() => undefined}
      instances={[]}
      problems={problems}
      onChange={setDraft}
    />
  )
}

it('reads as a sentence, and each part opens its control', async () => {
  const user = userEvent.setup()
  show(<Form />)
  const days = screen.getByRole('button', { name: 'Days: weekday' })
  expect(days.parentElement?.textContent?.replaceAll(/\s+/g, ' ')).toBe(
    'Every weekday at 06:30 in Europe/Berlin, without an end, run Reach by campaign for the last full week on no instance yet.',
  )
  await user.click(screen.getByRole('button', { name: 'Time: 06:30' }))
  const time = await screen.findByRole('textbox', { name: 'Time of day' })
  await user.clear(time)
  await user.type(time, '7:15')
  expect(screen.getByRole('button', { name: 'Time: 07:15', hidden: true })).toBeTruthy()
})

it('opens a part from the palette, too', async () => {
  show(<Form />)
  runCommand('Change: days')
  expect(await screen.findByRole('checkbox', { name: 'Monday' })).toBeTruthy()
})

it('keeps a whole window of a file, and takes another', async () => {
  const user = userEvent.setup()
  show(<Form window={{ range: 'last_full_week(sunday)' }} />)
  await user.click(screen.getByRole('button', { name: 'Window: the last full week from Sunday' }))
  const span = await screen.findByRole('combobox', { name: 'Span' })
  expect(span).toHaveProperty('value', 'last_full_week(sunday)')
  expect(screen.queryByRole('textbox', { name: 'From' })).toBeNull()
  await user.clear(span)
  await user.type(span, 'last_days(3)')
  expect(screen.getByRole('button', { name: 'Window: the last 3 days', hidden: true })).toBeTruthy()
})

it('says what is wrong with which part', () => {
  show(<Form problems={{ times: 'names no time of day' }} />)
  expect(screen.getByRole('list', { name: 'What is wrong with it' }).textContent).toBe(
    'Time: names no time of day',
  )
})
