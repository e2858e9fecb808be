import { CopyButton, Tooltip, useComputedColorScheme } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { count } from '@/lib/number'
import { CommandIcon } from '@/ui/command-button'
import classes from './sql-view.module.css'

/** Longer SQL holds lists of values that nobody reads to their end; a copy has all. */
const MAX_SHOWN = 30_000

/** SQL to read and copy. It is plain text at once and takes its colours when they have come. */
export function SqlView({ sql: whole }: { sql: string }) {
  const sql = whole.length > MAX_SHOWN ? whole.slice(0, MAX_SHOWN) : whole
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false })
  const [colored, setColored] = useState<{ sql: string; html: string } | null>(null)
  useEffect(() => {
    let current = true
    void import('../monaco/colorize').then(async ({ colorize }) => {
      const html = await colorize(sql.trimEnd(), scheme)
      if (current) setColored({ sql, html })
    })
    return () => {
      current = false
    }
  }, [sql, scheme])
  return (
    <div className={classes.view}>
      <CopyButton value={whole}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy SQL'}>
            <CommandIcon
              command={{ label: 'Copy SQL', group: 'Copy' }}
              className={classes.copy}
              onClick={copy}
            >
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </CommandIcon>
          </Tooltip>
        )}
      </CopyButton>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by key */}
      <section aria-label="SQL" tabIndex={0} className={classes.scroll}>
        {colored?.sql === sql ? (
          // biome-ignore lint/security/noDangerouslySetInnerHtml: the code editor escapes the text and adds only spans with classes
          <pre className={classes.text} dangerouslySetInnerHTML={{ __html: colored.html }} />
        ) : (
          <pre className={classes.text}>{sql.trimEnd()}</pre>
        )}
      </section>
      {whole.length > MAX_SHOWN && (
        <p className={classes.cut}>
          The first {count(MAX_SHOWN)} of {count(whole.length)} characters. A copy has them all.
        </p>
      )}
    </div>
  )
}
