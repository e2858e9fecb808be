import { Button, Tabs } from '@mantine/core'
import { IconDeviceFloppy } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { useNarrow } from '@/lib/use-narrow'
import classes from './workbench.module.css'

type Pane = { value: string; label: string; content: ReactNode }

export type Front = 'editor' | 'side' | 'below'

type Props = {
  tabs: ReactNode
  schema: ReactNode
  editor: ReactNode
  problems: ReactNode
  runBar: ReactNode
  /** The right side: run, parameters, details. */
  side: Pane[]
  sideShown: string
  onSide: (value: string) => void
  /** Below the editor: results, versions. */
  below: Pane[]
  belowShown: string
  onBelow: (value: string) => void
  /** On a phone one of the three is shown at a time. */
  front: Front
  onFront: (front: Front) => void
  /** Something here is not saved yet. */
  unsaved: boolean
  notice: ReactNode
  /** Absent for who may not save it. */
  onSave: (() => void) | undefined
}

/** The query editor at full size: panes that resize and remember. */
export function Workbench(props: Props) {
  return useNarrow() ? <NarrowWorkbench {...props} /> : <WideWorkbench {...props} />
}

function Toolbar({ tabs, runBar, unsaved, onSave }: Props) {
  return (
    <div className={classes.toolbar}>
      {tabs}
      <div className={classes.actions}>
        {onSave && (
          <Button
            variant="default"
            leftSection={<IconDeviceFloppy size={14} />}
            disabled={!unsaved}
            onClick={onSave}
            title="Ctrl+S"
          >
            {unsaved ? 'Save' : 'Saved'}
          </Button>
        )}
        {runBar}
      </div>
    </div>
  )
}

function WideWorkbench(props: Props) {
  const { schema, editor, problems, side, sideShown, onSide, below, belowShown, onBelow, notice } =
    props
  const columns = useDefaultLayout({ id: 'recomamp:editor-columns', storage: localStorage })
  const rows = useDefaultLayout({ id: 'recomamp:editor-rows', storage: localStorage })
  return (
    <div className={classes.workbench}>
      <Toolbar {...props} />
      {notice}
      <Group
        className={classes.fill}
        orientation="horizontal"
        defaultLayout={columns.defaultLayout}
        onLayoutChanged={columns.onLayoutChanged}
      >
        <Panel
          id="schema"
          className={classes.pane}
          defaultSize="19%"
          minSize="160px"
          collapsible
          collapsedSize="0px"
        >
          {schema}
        </Panel>
        <Separator className={classes.separator} aria-label="Width of the schema" />
        <Panel id="centre" minSize="320px">
          <Group
            orientation="vertical"
            defaultLayout={rows.defaultLayout}
            onLayoutChanged={rows.onLayoutChanged}
          >
            <Panel id="editor" className={classes.pane} minSize="120px">
              <div className={classes.editor}>
                <div className={classes.fill}>{editor}</div>
                {problems}
              </div>
            </Panel>
            <Separator className={classes.separator} aria-label="Height of the results" />
            <Panel id="below" className={classes.pane} defaultSize="42%" minSize="38px">
              <Panes panes={below} value={belowShown} onChange={onBelow} />
            </Panel>
          </Group>
        </Panel>
        <Separator className={classes.separator} aria-label="Width of the run panel" />
        <Panel
          id="side"
          className={classes.pane}
          defaultSize="23%"
          minSize="220px"
          collapsible
          collapsedSize="0px"
        >
          <Panes panes={side} value={sideShown} onChange={onSide} padded />
        </Panel>
      </Group>
    </div>
  )
}

type PanesProps = {
  panes: Pane[]
  value: string
  onChange: (value: string) => void
  padded?: boolean
}

function Panes({ panes, value, onChange, padded }: PanesProps) {
  return (
    <Tabs
      className={classes.tabs}
      value={value}
      onChange={(next) => next && onChange(next)}
      keepMounted={false}
    >
      <Tabs.List>
        {panes.map((pane) => (
          <Tabs.Tab key={pane.value} value={pane.value}>
            {pane.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {panes.map((pane) => (
        <Tabs.Panel
          key={pane.value}
          value={pane.value}
          className={classes.tabPanel}
          data-padded={padded || undefined}
        >
          {pane.content}
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

const SQL = 'sql'

/** On a phone the editor becomes: read, run, result. */
function NarrowWorkbench(props: Props) {
  const { front, onFront, side, sideShown, onSide, below, belowShown, onBelow } = props
  const shown = { editor: SQL, side: sideShown, below: belowShown }[front]
  function show(value: string) {
    if (value === SQL) onFront('editor')
    else if (below.some((pane) => pane.value === value)) {
      onFront('below')
      onBelow(value)
    } else {
      onFront('side')
      onSide(value)
    }
  }
  const panes: Pane[] = [
    {
      value: SQL,
      label: 'SQL',
      content: (
        <div className={classes.editor}>
          <div className={classes.fill}>{props.editor}</div>
          {props.problems}
        </div>
      ),
    },
    ...side,
    ...below,
  ]
  return (
    <div className={classes.workbench}>
      <Toolbar {...props} />
      {props.notice}
      <div className={classes.fill}>
        <Panes panes={panes} value={shown} onChange={show} padded={front === 'side'} />
      </div>
    </div>
  )
}
