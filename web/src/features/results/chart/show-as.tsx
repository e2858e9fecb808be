import { Button } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { CommandButton } from '@/ui/command-button'
import type { ChartAddress } from './chart-search'

type Props = {
  /** The chart that is shown; none where the rows are. */
  chart: ChartAddress | undefined
  onChart: (chart: ChartAddress | undefined) => void
}

/** Turns from the rows to a chart of them, and back. */
export function ShowAs({ chart, onChart }: Props) {
  return (
    <Button.Group>
      <CommandButton
        command={{ label: 'Show the rows', group: 'Result' }}
        variant={chart ? 'default' : 'light'}
        aria-pressed={!chart}
        leftSection={<IconTable size={14} />}
        onClick={() => onChart(undefined)}
      >
        Table
      </CommandButton>
      <CommandButton
        command={{ label: 'Show a chart of the rows', group: 'Result' }}
        variant={chart ? 'light' : 'default'}
        aria-pressed={!!chart}
        leftSection={<IconChartBar size={14} />}
        onClick={() => onChart(chart ?? {})}
      >
        Chart
      </CommandButton>
    </Button.Group>
  )
}
