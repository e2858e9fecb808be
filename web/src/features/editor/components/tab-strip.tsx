import { Button, Popover } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useMay } from '@/lib/may'
import { BareCommandButton } from '@/ui/command-button'
import type { Tab } from '../model/draft-store'
import classes from './tab-strip.module.css'

type Props = {
  tabs: (Tab & { dirty: boolean })[]
  active: string
  /** The tab that asks whether its changes may be dropped. */
  closing: string | null
  onClosing: (key: string | null) => void
  onClose: (key: string) => void
}

/** The texts that are open, each with a mark while it is not saved. */
export function TabStrip({ tabs, active, closing, onClosing, onClose }: Props) {
  const strip = useRef<HTMLElement>(null)
  const may = useMay()
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is shown, or tabs came and went
  useEffect(() => {
    const shown = strip.current?.querySelector('[data-active]')
    shown?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [active, tabs.length])

  return (
    <nav ref={strip} className={classes.strip} aria-label="Open queries">
      {tabs.map((tab) => (
        <div key={tab.key} className={classes.tab} data-active={tab.key === active || undefined}>
          <TabLink tab={tab} active={tab.key === active} />
          <CloseTab
            tab={tab}
            asking={closing === tab.key}
            onAsk={(asks) => onClosing(asks ? tab.key : null)}
            onClose={() => onClose(tab.key)}
          />
        </div>
      ))}
      {may.anywhere('author') && (
        <Link
          to="/queries/new"
          search={{ draft: undefined }}
          className={classes.add}
          aria-label="New query"
        >
          <IconPlus size={15} aria-hidden />
        </Link>
      )}
    </nav>
  )
}

function TabLink({ tab, active }: { tab: Tab & { dirty: boolean }; active: boolean }) {
  const [kind = '', id = ''] = tab.key.split(/:(.*)/)
  const content = (
    <>
      {tab.dirty && <span className={classes.dot} role="img" aria-label="Not saved" />}
      <span className={classes.title}>{tab.title || 'Untitled'}</span>
    </>
  )
  const common = { className: classes.link, 'aria-current': active ? ('page' as const) : undefined }
  return kind === 'new' ? (
    <Link to="/queries/new" search={{ draft: id }} {...common}>
      {content}
    </Link>
  ) : (
    <Link to="/queries/$queryId" params={{ queryId: id }} {...common}>
      {content}
    </Link>
  )
}

type CloseProps = {
  tab: Tab & { dirty: boolean }
  asking: boolean
  onAsk: (asks: boolean) => void
  onClose: () => void
}

function CloseTab({ tab, asking, onAsk, onClose }: CloseProps) {
  return (
    <Popover opened={asking} onChange={onAsk} width={250} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <BareCommandButton
          command={{ label: 'Close', subject: tab.title || 'Untitled', group: 'Query' }}
          className={classes.close}
          onClick={() => (tab.dirty ? onAsk(true) : onClose())}
        >
          <IconX size={13} aria-hidden />
        </BareCommandButton>
      </Popover.Target>
      <Popover.Dropdown>
        <p style={{ marginBottom: 8 }}>What you changed here is not saved.</p>
        <Button color="red" fullWidth onClick={onClose}>
          Close and drop the changes
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
