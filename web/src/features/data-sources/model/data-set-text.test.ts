import { expect, test } from 'vitest'
import type { DataSet } from '@/api/data-sets'
import { EXAMPLE_DATA_SET, textOfDataSet } from './data-set-text'

test('a declaration is edited without what the server adds, a line for each column', () => {
  const set: DataSet = {
    ...JSON.parse(EXAMPLE_DATA_SET),
    version: 3,
    updatedAt: '2026-03-01T00:00:00Z',
  }
  const text = textOfDataSet(set)
  expect(JSON.parse(text)).toEqual(JSON.parse(EXAMPLE_DATA_SET))
  expect(text.split('\n').filter((line) => line.startsWith('    {'))).toHaveLength(4)
})
