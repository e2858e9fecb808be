import classes from './view.module.css'

const lines: [string, string][] = [
  ['cost, "cost per click", #c3', 'columns, by name or by id'],
  ["12.5, 'text', true, null", 'values'],
  ['+ - * / = <> < <= > >= and or not', 'operators; by zero is NULL'],
  ['if(clicks > 0, cost / clicks, 0)', 'the first whose condition holds, else the last'],
  ['coalesce(a, b), a is null', 'what to do about NULL'],
  ['round(x, 2), abs(x), floor(x), ceil(x)', 'numbers'],
  ['concat(a, b), lower(t), contains(t, part)', 'text; also upper, trim, length, starts'],
  [
    'year(d), month(d), week(d), weekday(d)',
    'parts of dates, in UTC; also quarter, day, hour, date',
  ],
  ['days(from, to), number(t), text(x)', 'days between dates; other types'],
]

/** What can stand in an expression, for who wants to know. */
export function ExpressionHelp() {
  return (
    <details className={classes.help}>
      <summary>What can stand in an expression</summary>
      <dl>
        {lines.map(([written, means]) => (
          <div key={written}>
            <dt>
              <code>{written}</code>
            </dt>
            <dd className="quiet">{means}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
