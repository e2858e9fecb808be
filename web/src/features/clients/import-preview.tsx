import type { PackChange } from '@/api/packs'
import { count, plural } from '@/lib/number'
import classes from './clients.module.css'

/** What a text would make of a pack, before it is saved. */
export function ImportPreview({ change }: { change: PackChange }) {
  const sums = [
    [change.added, 'to add'],
    [change.present, 'in the pack already'],
    [change.removed, 'to remove'],
    [change.unchanged, 'to keep'],
    [change.duplicates, 'more than once in the text'],
    [change.absent, 'not in the pack'],
    [change.refused, 'refused'],
  ] as const
  const hidden = change.refused - change.refusals.length
  return (
    <div className={classes.stack} role="status" aria-label="What would change">
      <ul className={classes.sums}>
        {sums
          .filter(([number], place) => number > 0 || place === 0)
          .map(([number, words]) => (
            <li key={words}>
              <strong>{count(number)}</strong> {words}
            </li>
          ))}
        <li className="quiet">{plural(change.size, 'value')} afterwards</li>
      </ul>
      <Samples label="To add" values={change.addedFirst} of={change.added} />
      <Samples label="In the pack already" values={change.presentFirst} of={change.present} />
      <Samples
        label="More than once"
        values={change.duplicatesFirst.map(({ line, value }) => `${value} (line ${count(line)})`)}
        of={change.duplicates}
      />
      <Samples label="To remove" values={change.removedFirst} of={change.removed} />
      {change.refused > 0 && (
        <ul className={classes.refusals} aria-label="Refused lines">
          {change.refusals.map(({ line, text, why }, place) => (
            // Two pieces of a line may be the same.
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is only ever replaced as a whole
            <li key={place}>
              <span className="quiet num">Line {count(line)}</span> <code>{text}</code> {why}.
            </li>
          ))}
          {hidden > 0 && <li className="quiet">and {count(hidden)} more</li>}
        </ul>
      )}
    </div>
  )
}

const SAMPLES = 6

function Samples({ label, values, of }: { label: string; values: string[]; of: number }) {
  if (of === 0) return null
  const first = values.slice(0, SAMPLES)
  const more = of - first.length
  return (
    <span className="quiet">
      {label}: {first.join(', ')}
      {more > 0 && ` and ${count(more)} more`}
    </span>
  )
}
