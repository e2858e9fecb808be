import { expect, it } from 'vitest'
import { ApiError } from '@/api/api-error'
import { computedProblem, placeIn } from './computed-problem'

const refused = (fields: Record<string, string>) =>
  new ApiError(422, {
    detail: 'The view does not fit the result.',
    errors: Object.entries(fields).map(([pointer, message]) => ({ pointer, message })),
  })

it('says what is wrong beside the field that it is about', () => {
  const error = refused({
    'query.view/computed/1/expression': 'at character 8: "impresions" is no column',
    'query.view/computed/2/expression': 'at character 1: "cpm" is no column',
  })
  const computed = ['a', 'b', 'twice'].map((name) => ({ name, expression: '1' }))
  expect(computedProblem(error, 1, computed)).toEqual({
    name: undefined,
    expression: 'At character 8: "impresions" is no column',
    others: '“twice” would not work any more: at character 1: "cpm" is no column.',
    rest: false,
  })
  expect(computedProblem(new Error('offline'), 0).rest).toBe(true)
  expect(computedProblem(null, 0)).toEqual({})
})

it('finds the word that a problem is about, counted as people count', () => {
  const select = (text: string, problem: string) => {
    const place = placeIn(text, problem)
    return place && text.slice(...place)
  }
  expect(select('cost / impresions * 1000', 'at character 8: no column')).toBe('impresions')
  expect(select("'😀' + 1", 'At character 7: no text')).toBe('1')
  expect(select('"cost per click" + 1', 'at character 1: no column')).toBe('"cost per click"')
  expect(select('1 +', 'at character 4: the expression ends')).toBe('')
  expect(placeIn('1', 'holds more than 20 columns')).toBeNull()
})
