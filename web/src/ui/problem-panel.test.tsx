import { screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { ApiError } from '@/api/api-error'
import { show } from '@/lib/testing/show'
import { ProblemPanel } from './problem-panel'

const refused = new ApiError(422, {
  detail: 'The view does not fit the result.',
  next: 'Correct the parts named.',
  errors: [{ pointer: 'query.view/computed/1/expression', message: 'needs a closing bracket' }],
})

it('names the parts that were refused only where no form does', () => {
  const page = show(<ProblemPanel title="Not built" error={refused} parts />)
  expect(screen.getByText('computed 2 expression: needs a closing bracket')).toBeTruthy()
  page.unmount()
  show(<ProblemPanel title="Not built" error={refused} />)
  expect(screen.getByText('Correct the parts named.')).toBeTruthy()
  expect(screen.queryByText(/closing bracket/)).toBeNull()
})
