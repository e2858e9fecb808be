import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { exportUrl, type Result } from '@/api/executions'
import { useCommands } from '@/lib/commands'
import { bytes, count, plural } from '@/lib/number'
import classes from './result-pane.module.css'

const formats = ['csv', 'json'] as const

type Props = {
  executionId: string
  result: Result
  /** How many rows are shown, in words. */
  rows: string
  /** What else can be done with what is shown. */
  children?: ReactNode
}

/** Above the rows: how many there are, and what can be done with all of them. */
export function ResultBar({ executionId, result, rows, children }: Props) {
  useCommands(
    formats.map((format) => ({
      id: `download-${format}`,
      label: `Download the result as ${format.toUpperCase()}`,
      group: 'Result',
      words: 'export save',
      run: () => window.location.assign(exportUrl(executionId, format)),
    })),
  )
  return (
    <div className={classes.bar}>
      <strong className="num">{rows}</strong>
      <span className={`quiet num ${classes.size}`}>
        {plural(result.columns.length, 'column')} · {bytes(result.bytes)}
      </span>
      <div className={classes.acts}>
        {children}
        <Menu>
          <Menu.Target>
            <Button
              variant="default"
              leftSection={<IconDownload size={14} />}
              rightSection={<IconChevronDown size={14} />}
            >
              Download
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {formats.map((format) => (
              <Menu.Item key={format} component="a" href={exportUrl(executionId, format)} download>
                {format.toUpperCase()} · all {count(result.rowCount)} rows
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </div>
  )
}
