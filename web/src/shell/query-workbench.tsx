import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import { executionQuery } from '@/api/executions'
import { clientsQuery, dataSourcesQuery, instancesQuery } from '@/api/instances'
import type { Query } from '@/api/queries'
import type { Person } from '@/api/session'
import type { CodeEditorHandle } from '@/features/editor/components/code-editor'
import { ConflictPanel } from '@/features/editor/components/conflict-panel'
import { SqlEditor } from '@/features/editor/components/lazy-editor'
import { ParameterDeclarations } from '@/features/editor/components/parameter-declarations'
import { ProblemStrip } from '@/features/editor/components/problem-strip'
import { SavePanel } from '@/features/editor/components/save-panel'
import { SchemaTree } from '@/features/editor/components/schema-tree'
import { TabStrip } from '@/features/editor/components/tab-strip'
import { VersionPanel } from '@/features/editor/components/version-panel'
import { Workbench } from '@/features/editor/components/workbench'
import type { Content } from '@/features/editor/model/draft'
import { useDocument } from '@/features/editor/use-document'
import { useDrafts } from '@/features/editor/use-drafts'
import { useDiagnostics, useLanguageService } from '@/features/editor/use-language-service'
import { useSave } from '@/features/editor/use-save'
import { ResultPane } from '@/features/results/result-pane'
import { RunBar } from '@/features/run/run-bar'
import { RunPanel } from '@/features/run/run-panel'
import { useRun, useRunSettings } from '@/features/run/use-run'
import { useCommands } from '@/lib/commands'
import { EmptyState } from '@/ui/empty-state'
import { usePageTitle } from '@/ui/page'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import classes from './query-workbench.module.css'
import { RunOutcome } from './run-outcome'
import { useWorkContext } from './work-context'

type Props = {
  person: Person
  /** A saved query, or new writing. */
  source: { query: Query } | { draftId: string; start: Content }
  /** The run whose outcome is shown; it lives in the URL. */
  executionId: string | undefined
  onRunStarted: (executionId: string) => void
  onSaved: (query: Query) => void
  /** Another tab is to be shown, or none is left. */
  onShow: (key: string | null) => void
}

/** The query editor with everything around it: schema, checks, saving, running, results. */
export function QueryWorkbench({
  person,
  source,
  executionId,
  onRunStarted,
  onSaved,
  onShow,
}: Props) {
  const store = useDrafts(person.id)
  const document = useDocument(store, source)
  const { content } = document
  const query = 'query' in source ? source.query : null
  const editor = useRef<CodeEditorHandle>(null)
  const context = useWorkContext()
  const { data: instances = [] } = useQuery(instancesQuery())
  const { data: clients = [] } = useQuery(clientsQuery())

  const fallback =
    content.instanceId ??
    context.instance?.id ??
    instances.find((instance) => instance.client.id === (content.clientId ?? context.client?.id))
      ?.id ??
    (instances.length === 1 ? instances[0]?.id : undefined)
  const { settings, change: changeSettings } = useRunSettings(document.key, fallback)
  const sqlContext = useMemo(
    () => ({ instanceId: settings.instanceId, parameters: content.parameters }),
    [settings.instanceId, content.parameters],
  )
  const service = useLanguageService(sqlContext)
  const check = useDiagnostics(content.sql, sqlContext)
  const {
    run,
    problems,
    starting,
    error: runError,
  } = useRun((id) => {
    onRunStarted(id)
    setBelow('result')
  })
  const saving = useSave({ store, document, query, onSaved })
  const [below, setBelow] = useState('result')
  const [side, setSide] = useState('run')

  const start = () =>
    run(
      query && !document.dirty
        ? { queryId: query.id, queryVersion: query.version }
        : { sql: content.sql, parameters: content.parameters },
      content.parameters,
      settings,
    )
  // New writing needs a name before it can be saved.
  const save = () => (query ? saving.save() : setSide('details'))

  usePageTitle(content.name || 'New query')
  useCommands([
    { id: 'run', label: 'Run this query', group: 'Query', keys: 'mod+enter', run: start },
    { id: 'save', label: 'Save this query', group: 'Query', keys: 'mod+s', run: save },
    {
      id: 'format',
      label: 'Format the SQL',
      group: 'Query',
      keys: 'mod+shift+f',
      words: 'lay out pretty print',
      run: () => editor.current?.format(),
    },
    {
      id: 'quick-fix',
      label: 'Fix the problem at the cursor',
      group: 'Query',
      keys: 'mod+.',
      words: 'quick fix mend correct',
      run: () => editor.current?.quickFix(),
    },
    {
      id: 'next-problem',
      label: 'Go to the next problem',
      group: 'Query',
      keys: 'f8',
      words: 'error warning',
      run: () => editor.current?.nextProblem(),
    },
    {
      id: 'versions',
      label: 'Compare versions',
      group: 'Query',
      words: 'diff history restore',
      run: () => setBelow('versions'),
    },
  ])

  return (
    <>
      <h1 className="visually-hidden">{content.name || 'New query'}</h1>
      <Workbench
        unsaved={document.dirty || query === null}
        onSave={save}
        tabs={
          <TabStrip
            active={document.key}
            tabs={store.tabs().map((tab) => ({ ...tab, dirty: store.draft(tab.key) !== null }))}
            onClose={(key) => {
              const next = store.close(key)
              if (key === document.key) onShow(next)
            }}
          />
        }
        notice={<Notices outdated={document.outdated} kept={store.isKept()} error={runError} />}
        schema={
          <Schema
            instanceId={settings.instanceId ?? instances[0]?.id}
            onInsert={(text) => editor.current?.insert(text)}
          />
        }
        editor={
          <SqlEditor
            ref={editor}
            documentKey={document.key}
            value={content.sql}
            onChange={(sql) => document.change({ sql })}
            diagnostics={check.diagnostics}
            checked={check.checked}
            service={service}
            onRun={start}
            onSave={save}
          />
        }
        problems={
          <ProblemStrip
            diagnostics={check.diagnostics}
            checking={check.checking}
            failed={check.error !== null}
            current={check.checked?.sql === content.sql}
            onFix={(fix) => editor.current?.apply(fix)}
            onReveal={(line, column) => editor.current?.reveal(line, column)}
            onFormat={() => editor.current?.format()}
          />
        }
        runBar={<RunBar executionId={executionId} starting={starting} onRun={start} />}
        sideShown={side}
        onSide={setSide}
        side={[
          {
            value: 'run',
            label: 'Run',
            content: (
              <RunPanel
                instances={instances}
                parameters={content.parameters}
                settings={settings}
                problems={problems}
                onChange={changeSettings}
              />
            ),
          },
          {
            value: 'parameters',
            label: `Parameters${content.parameters.length > 0 ? ` ${content.parameters.length}` : ''}`,
            content: (
              <ParameterDeclarations
                parameters={content.parameters}
                onChange={(parameters) => document.change({ parameters })}
              />
            ),
          },
          {
            value: 'details',
            label: 'Details',
            content: (
              <SavePanel
                content={content}
                saved={query !== null}
                clients={clients}
                instances={instances}
                saving={saving.saving}
                error={saving.error}
                onChange={document.change}
                onSave={saving.save}
              />
            ),
          },
        ]}
        belowShown={below}
        onBelow={setBelow}
        below={[
          { value: 'result', label: 'Result', content: <Outcome executionId={executionId} /> },
          {
            value: 'versions',
            label: query ? `Versions ${query.version}` : 'Versions',
            content: query ? (
              <VersionPanel
                key={`${query.id}:${query.version}`}
                queryId={query.id}
                newest={query.version}
                sql={content.sql}
                onRestore={saving.restore}
              />
            ) : (
              <EmptyState title="No versions yet">
                Every save becomes a version that can be compared and restored.
              </EmptyState>
            ),
          },
        ]}
      />
      <ConflictPanel
        theirs={saving.theirs}
        mine={content}
        onKeepMine={saving.keepMine}
        onTakeTheirs={saving.takeTheirs}
        onClose={saving.closeConflict}
      />
    </>
  )
}

function Schema({
  instanceId,
  onInsert,
}: {
  instanceId: string | undefined
  onInsert: (text: string) => void
}) {
  const sources = useQuery({
    ...dataSourcesQuery(instanceId ?? ''),
    enabled: instanceId !== undefined,
  })
  if (!instanceId) {
    return (
      <EmptyState title="No instance chosen">
        Choose one on the right, and its tables appear here.
      </EmptyState>
    )
  }
  if (sources.isError)
    return (
      <div className={classes.problem}>
        <ProblemPanel title="The tables could not be read" error={sources.error} />
      </div>
    )
  if (sources.isPending) return <SkeletonRows rows={14} height={25} />
  return <SchemaTree tables={sources.data.items} onInsert={onInsert} />
}

function Outcome({ executionId }: { executionId: string | undefined }) {
  const execution = useQuery({
    ...executionQuery(executionId ?? ''),
    enabled: executionId !== undefined,
  })
  if (!executionId) {
    return (
      <EmptyState title="Nothing has run here yet">
        Ctrl+Enter runs the query over the window on the right. Its rows appear here.
      </EmptyState>
    )
  }
  if (execution.isError)
    return <ProblemPanel title="The execution could not be read" error={execution.error} />
  if (execution.isPending) return <SkeletonRows rows={6} height={28} />
  return <RunOutcome execution={execution.data} result={<ResultPane executionId={executionId} />} />
}

function Notices({
  outdated,
  kept,
  error,
}: {
  outdated: boolean
  kept: boolean
  error: Error | null
}) {
  return (
    <div aria-live="polite">
      {outdated && (
        <p className={classes.notice}>
          A newer version was saved since you began. Saving will show both, and nothing is lost.
        </p>
      )}
      {!kept && (
        <p className={classes.notice}>
          This browser refuses to store what you write. Save before you leave this page.
        </p>
      )}
      {error && (
        <div className={classes.problem}>
          <ProblemPanel title="The query did not start" error={error} />
        </div>
      )}
    </div>
  )
}
