import type { RefObject } from 'react'
import type { CodeEditorHandle } from '@/features/editor/components/code-editor'
import { type Command, useCommands } from '@/lib/commands'

type Options = {
  editor: RefObject<CodeEditorHandle | null>
  schemaSearch: RefObject<HTMLInputElement | null>
  save: () => void
  showEditor: () => void
  showSide: (pane: 'run' | 'parameters' | 'details') => void
  showBelow: (pane: 'result' | 'versions' | 'lineage') => void
  nextTab: () => void
  /** What who looks may do with it. */
  may: { write: boolean; run: boolean }
}

/** What can be done beside the text and has no button of its own. */
export function useWorkbenchCommands(options: Options) {
  const { editor, schemaSearch, showEditor, showSide, showBelow, may } = options
  const inEditor =
    (act: (handle: CodeEditorHandle) => void): Command['run'] =>
    () => {
      showEditor()
      if (editor.current) act(editor.current)
    }
  const writing: Command[] = [
    // Asked for when nothing changed, too: else the browser would save the page.
    { id: 'save', label: 'Save this query', group: 'Query', keys: 'mod+s', run: options.save },
    {
      id: 'quick-fix',
      label: 'Fix the problem at the cursor',
      group: 'Query',
      keys: 'mod+.',
      words: 'quick fix mend correct',
      run: inEditor((handle) => handle.quickFix()),
    },
    {
      id: 'rename-symbol',
      label: 'Rename the common table, column or alias at the cursor',
      group: 'Query',
      keys: 'f2',
      words: 'symbol CTE refactor',
      run: inEditor((handle) => handle.rename()),
    },
    {
      id: 'go-parameters',
      label: 'Declare parameters',
      group: 'Query',
      run: () => showSide('parameters'),
    },
  ]
  useCommands([
    ...(may.write ? writing : []),
    ...(may.run
      ? [
          {
            id: 'go-run',
            label: 'Choose instance, window and values',
            group: 'Query',
            run: () => showSide('run'),
          },
        ]
      : []),
    {
      id: 'next-problem',
      label: 'Go to the next problem',
      group: 'Query',
      keys: 'f8',
      words: 'error warning',
      run: inEditor((handle) => handle.nextProblem()),
    },
    {
      id: 'complete',
      label: 'Complete the word',
      group: 'Query',
      keys: 'mod+space',
      words: 'suggest tables columns functions',
      run: inEditor((handle) => handle.complete()),
    },
    {
      id: 'definition',
      label: 'Go to where this name is given',
      group: 'Query',
      keys: 'f12',
      words: 'definition CTE alias',
      run: inEditor((handle) => handle.goToDefinition()),
    },
    {
      id: 'references',
      label: 'Show where this name is used',
      group: 'Query',
      keys: 'shift+f12',
      words: 'references usages',
      run: inEditor((handle) => handle.findReferences()),
    },
    {
      id: 'outline',
      label: 'Go to a common table or column of this text',
      group: 'Query',
      keys: 'mod+shift+o',
      words: 'outline symbols structure',
      run: inEditor((handle) => handle.showOutline()),
    },
    {
      id: 'help-here',
      label: 'Explain what stands at the cursor',
      group: 'Query',
      words: 'hover type class unit description',
      run: inEditor((handle) => handle.showHelp()),
    },
    {
      id: 'arguments',
      label: 'Show the arguments of this call',
      group: 'Query',
      keys: 'mod+shift+space',
      words: 'signature parameters function',
      run: inEditor((handle) => handle.showArguments()),
    },
    {
      id: 'lineage',
      label: 'Show where the columns come from',
      group: 'Query',
      words: 'lineage source columns origin',
      run: () => showBelow('lineage'),
    },
    {
      id: 'tab-key',
      label: 'Let Tab leave the editor, or indent again',
      group: 'Query',
      keys: 'mod+m',
      words: 'focus trap accessibility',
      run: inEditor((handle) => handle.toggleTabKey()),
    },
    {
      id: 'go-sql',
      label: 'Go to the SQL',
      group: 'Query',
      run: inEditor((handle) => handle.focus()),
    },
    {
      id: 'go-schema',
      label: 'Search tables and columns',
      group: 'Query',
      words: 'schema',
      run: () => schemaSearch.current?.focus(),
    },
    {
      id: 'go-details',
      label: may.write ? 'Rename or describe this query' : 'Show what this query is for',
      group: 'Query',
      words: 'name description client details',
      run: () => showSide('details'),
    },
    {
      id: 'versions',
      label: 'Compare and restore versions',
      group: 'Query',
      words: 'diff history',
      run: () => showBelow('versions'),
    },
    {
      id: 'go-result',
      label: 'Go to the result',
      group: 'Query',
      words: 'rows grid',
      run: () => showBelow('result'),
    },
    { id: 'next-tab', label: 'Next open query', group: 'Query', run: options.nextTab },
  ])
}
