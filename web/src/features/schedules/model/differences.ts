import type { Draft, Fields } from './draft'
import { boundsWords, daysWords, lead, timesWords } from './rule'
import { catchUps, overlaps, settles, spanWords, windowWords } from './words'

export type Difference = { part: string; mine: string; theirs: string }

/** Where two versions of a schedule say something else, in words. */
export function differences(
  mine: Draft,
  theirs: Draft,
  instanceName: (id: string) => string,
): Difference[] {
  const own = wordsOf(mine, instanceName)
  const other = wordsOf(theirs, instanceName)
  return Object.keys(own)
    .map((part) => ({ part, mine: own[part] ?? '', theirs: other[part] ?? '' }))
    .filter((difference) => difference.mine !== difference.theirs)
}

function wordsOf(draft: Draft, instanceName: (id: string) => string): Record<string, string> {
  const { rule } = draft
  const time = timesWords(rule)
  const label = (policies: { value: string; label: string }[], value: string) =>
    policies.find((policy) => policy.value === value)?.label ?? value
  return {
    Name: draft.name,
    Description: draft.description,
    Query: `${draft.queryId} ${draft.queryVersion || 'newest'}`,
    When: `${lead(rule)} ${daysWords(rule)}${time ? ` at ${time}` : ''} in ${rule.zone}, ${boundsWords(rule)}`,
    'Left out': (rule.excluding ?? []).join(', '),
    'When clocks change': `${rule.gap ?? 'as usual'}, ${rule.repeat ?? 'as usual'}`,
    Window: `${windowWords(draft.window)}${draft.window.zone ? ` in ${draft.window.zone}` : ''}`,
    Instances: draft.targets.map(({ instanceId }) => instanceName(instanceId)).join(', '),
    Values: valueWords(draft.fields),
    'Values of instances': draft.targets
      .filter(({ fields }) => valueWords(fields) !== '')
      .map(({ instanceId, fields }) => `${instanceName(instanceId)}: ${valueWords(fields)}`)
      .join('; '),
    Data: label(settles, draft.settle),
    'After a standstill': label(catchUps, draft.catchUp),
    'While one runs': label(overlaps, draft.overlap),
    Spread: spanWords(draft.jitterSeconds),
    'Time limit': spanWords(draft.timeoutSeconds),
    'Pause after': String(draft.pauseAfter),
  }
}

function valueWords(fields: Fields): string {
  return Object.entries(fields)
    .filter(([, given]) => given.length > 0)
    .map(
      ([name, given]) => `${name} = ${typeof given === 'string' ? given : JSON.stringify(given)}`,
    )
    .join(', ')
}
