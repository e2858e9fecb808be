import { describe, expect, it } from 'vitest'
import { copyCells } from './copy-formats'

const columns = [
  { name: 'campaign', stored: 'text' },
  { name: 'cost', stored: 'decimal' },
  { name: 'day', stored: 'date' },
  { name: 'won', stored: 'boolean' },
] as const
const rows = [
  ['say "x"\t| 1', '12.50', '2026-01-31', 'true'],
  ["it's", null, null, 'false'],
]

describe('copied cells', () => {
  it('quote in TSV what would break a spreadsheet, and leave NULL empty', () => {
    expect(copyCells('tsv', [...columns], rows, true)).toBe(
      'campaign\tcost\tday\twon\n"say ""x""\t| 1"\t12.50\t2026-01-31\ttrue\nit\'s\t\t\tfalse',
    )
    expect(copyCells('tsv', [...columns], rows.slice(1), false)).toBe("it's\t\t\tfalse")
  })

  it('tell NULL from empty text in CSV', () => {
    expect(
      copyCells(
        'csv',
        [...columns.slice(0, 2)],
        [
          ['', null],
          ['a,b', '1'],
        ],
        false,
      ),
    ).toBe('campaign,cost\n"",\n"a,b",1')
  })

  it('stay one line of a table in Markdown', () => {
    expect(copyCells('markdown', [...columns.slice(0, 2)], [['a|b\nc\\', '1']], false)).toBe(
      '| campaign | cost |\n| --- | ---: |\n| a\\|b<br>c\\\\ | 1 |',
    )
  })

  it('are literals in SQL', () => {
    expect(copyCells('sql', [...columns], rows, false)).toBe(
      `VALUES\n  ('say "x"\t| 1', 12.50, DATE '2026-01-31', TRUE),\n  ('it''s', NULL, NULL, FALSE)`,
    )
    expect(copyCells('sql', [{ name: 'x', stored: 'double' }], [['NaN'], ['1e9']], false)).toBe(
      "VALUES\n  ('NaN'),\n  (1e9)",
    )
  })
})
