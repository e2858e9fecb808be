import { expect, it } from 'vitest'
import type { Parameter } from '@/api/queries'
import { schedule } from '../testing'
import { differences } from './differences'
import {
  type Asked,
  contentOf,
  draftOf,
  newDraft,
  sameDraft,
  withField,
  withInstances,
} from './draft'
import { problemsByPart, valueProblem } from './problems'

const parameter = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  type: 'INTEGER',
  array: false,
  ...more,
})
const asked: Asked = {
  parameters: [parameter('days'), parameter('brands', { type: 'STRING', array: true })],
  placeholders: [{ placeholder: { name: 'like', type: 'pattern' }, declared: true }],
}
const stored = schedule({
  values: { days: 14, brands: ['a', 'b'], like: '%x%', gone: 1 },
  targets: [{ instanceId: 'ins_1', values: { days: 7 } }, { instanceId: 'ins_2' }],
})

it('sends back what it was made of, but for what the query does not ask for', () => {
  const { content, problems } = contentOf(draftOf(stored), asked)
  expect(problems).toEqual({})
  expect(content).toMatchObject({
    values: { days: 14, brands: ['a', 'b'], like: '%x%' },
    targets: [
      { instanceId: 'ins_1', values: { days: 7 } },
      { instanceId: 'ins_2', values: {} },
    ],
    window: { preset: 'last_full_week' },
    query: { id: 'qry_1', version: 0 },
  })
  expect(content.values).not.toHaveProperty('gone')
})

it('sends dynamic values back as they were, wherever they stand', () => {
  const day = parameter('day', { type: 'DATE' })
  const rows = { name: 'spans', type: 'rows' as const }
  const values = {
    day: { date: 'today-14d' },
    days: [{ date: 'today' }, '2026-01-31'],
    seen: { timestamp: 'now-6h', in: 'UTC' },
    spans: [[{ date: 'today' }, 'a']],
  }
  const dated: Asked = {
    parameters: [day, parameter('days', { type: 'DATE', array: true })],
    placeholders: [
      { placeholder: { name: 'seen', type: 'timestamp' }, declared: true },
      { placeholder: rows, declared: true },
    ],
  }
  const { content, problems } = contentOf(draftOf(schedule({ values })), dated)
  expect(problems).toEqual({})
  expect(content.values).toEqual(values)
})

it('leaves a schedule with the person responsible for it, whoever changes it', () => {
  expect(contentOf(draftOf(stored), asked).content.responsibleId).toBe('per_1')
  expect(contentOf(newDraft(undefined, {}, 'UTC'), asked).content.responsibleId).toBeUndefined()
})

it('names the field whose value cannot be read', () => {
  const draft = withField(withField(draftOf(stored), null, 'days', 'many'), 1, 'days', '1.5')
  const { problems } = contentOf(draft, asked)
  expect(valueProblem(problems, null, 'days')).toBe('is a whole number')
  expect(valueProblem(problems, 1, 'days')).toBe('is a whole number')
  expect(valueProblem(problems, 0, 'days')).toBeUndefined()
})

it('keeps the values of an instance that stays', () => {
  const draft = withInstances(draftOf(stored), ['ins_3', 'ins_1'])
  expect(draft.targets).toEqual([
    { instanceId: 'ins_3', fields: {} },
    { instanceId: 'ins_1', fields: { days: '7' } },
  ])
})

it('begins with how the query was run last', () => {
  const draft = newDraft(
    { id: 'qry_1', name: 'Reach' },
    { instanceId: 'ins_1', zone: 'Asia/Tokyo', preset: 'yesterday', fields: { days: '7' } },
    'UTC',
  )
  expect(draft).toMatchObject({
    name: 'Reach',
    rule: { zone: 'Asia/Tokyo' },
    window: { preset: 'yesterday' },
    targets: [{ instanceId: 'ins_1' }],
  })
  expect(sameDraft(draft, { ...draft, pauseAfter: 4 })).toBe(false)
})

it('says where two versions differ', () => {
  const mine = draftOf(stored)
  const same = (id: string) => id
  const names = { instance: same, query: same, person: same }
  const theirs = { ...mine, rule: { ...mine.rule, at: ['07:00'] }, pauseAfter: 0 }
  expect(differences(mine, theirs, names).map(({ part }) => part)).toEqual(['When', 'Pause after'])
})

it('brings each problem to its part of the form', () => {
  const { parts, others } = problemsByPart({
    '/name': 'is required',
    '/rule': 'names no day',
    '/rule/at/0': '"25:00" is no time of day',
    '/rule/weekdays': 'names no weekday',
    '/targets/1/instanceId': 'does not exist',
    '/targets/1/values/days': 'needs a value',
    '/clientId': 'does not exist',
    '/responsibleId': 'must be in use',
  })
  expect(parts).toEqual({
    name: 'is required',
    days: 'names no day; names no weekday',
    times: '"25:00" is no time of day',
    targets: 'no. 2 does not exist',
    responsible: 'must be in use',
  })
  expect(others).toEqual(['clientId does not exist'])
})
