import type { Draft, Fields } from './draft'
import { boundsWords, daysWords, lead, timesWords } from './rule'
import { catchUps, overlaps, settles, spanWords, windowWords } from './words'

export type Difference = { part: string; mine: string; theirs: string }

/** What people call the things that a schedule names by their ids. */
export type Names = Record<'instance' | 'query' | 'person', (id: string) => string>

/** Where two versions of a schedule say something else, in words. */
export function differences(mine: Draft, theirs: Draft, names: Names): Difference[] {
  const own = wordsOf(mine, names)
  const other = wordsOf(theirs, names)
  return Object.keys(own)
    .map((part) => ({ part, mine: own[part] ?? '', theirs: other[part] ?? '' }))
    .filter((difference) => difference.mine !== difference.theirs)
}

function wordsOf(draft: Draft, names: Names): Record<string, string> {
  const { rule } = draft
  const time = timesWords(rule)
  const label = (policies: { value: string; label: string }[], value: string) =>
    policies.find((policy) => policy.value === value)?.label ?? value
  return {
    Name: draft.name,
    Description: draft.description,
    Query: `${names.query(draft.queryId)}, ${draft.queryVersion ? `always version ${draft.queryVersion}` : 'the newest version'}`,
    When: `${lead(rule)} ${daysWords(rule)}${time ? ` at ${time}` : ''} in ${rule.zone}, ${boundsWords(rule)}`,
    'Left out': (rule.excluding ?? []).join(', '),
    'When clocks change': `${rule.gap ?? 'as usual'}, ${rule.repeat ?? 'as usual'}`,
    Window: `${windowWords(draft.window)}${draft.window.zone ? ` in ${draft.window.zone}` : ''}`,
    Instances: draft.targets.map(({ instanceId }) => names.instance(instanceId)).join(', '),
    Values: valueWords(draft.fields),
    'Values of instances': draft.targets
      .filter(({ fields }) => valueWords(fields) !== '')
      .map(({ instanceId, fields }) => `${names.instance(instanceId)}: ${valueWords(fields)}`)
      .join('; '),
    Data: label(settles, draft.settle),
    'After a standstill': label(catchUps, draft.catchUp),
    'While one runs': label(overlaps, draft.overlap),
    Spread: spanWords(draft.jitterSeconds),
    'Time limit': spanWords(draft.timeoutSeconds),
    'Suppressed rows': draft.keepSuppressed ? 'kept' : 'removed',
    'Pause after': draft.pauseAfter ? `${draft.pauseAfter} failures in a row` : 'never',
    Responsible: draft.responsibleId ? names.person(draft.responsibleId) : 'who saves it',
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
