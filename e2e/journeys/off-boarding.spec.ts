import { expect, expectAccessible, expectNoSideways, test } from '../fixtures.ts'

test('a client leaves: what it would do is shown, it is taken back, and then its data are destroyed', async ({
  page,
  connected: program,
}) => {
  const name = 'Fernhollow Outdoors'
  await page.goto(`${program.url}/instances`)
  await page.getByRole('button', { name: `Off-board ${name}` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Schedules are stopped')).toBeVisible()
  await expect(dialog.getByText(/stays: it also serves/)).toBeVisible()
  await expectAccessible(page)

  const begin = dialog.getByRole('button', { name: `Off-board ${name}` })
  await expect(begin).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Left for another agency')
  await dialog.getByRole('textbox', { name: /to confirm/ }).fill(name)
  await begin.click()
  await expect(dialog.getByText(/nothing runs for it/)).toBeVisible()
  await expect(dialog.getByText('No execution is open.')).toBeVisible()
  await page.setViewportSize({ width: 390, height: 844 })
  await expectNoSideways(page)
  await expectAccessible(page)
  await page.setViewportSize({ width: 1440, height: 900 })

  await dialog.getByRole('button', { name: 'Take the client back' }).click()
  await expect(dialog.getByRole('textbox', { name: 'Reason' })).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Left for good')
  await dialog.getByRole('textbox', { name: /Days in which/ }).fill('0')
  await dialog.getByRole('textbox', { name: /to confirm/ }).fill(name)
  await begin.click()
  await expect(dialog.getByText(/are being destroyed/)).toBeVisible()
  await expect(dialog.getByText('No result can be read any more.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Take the client back' })).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: `See the off-boarding of ${name}` })).toBeVisible()
})
