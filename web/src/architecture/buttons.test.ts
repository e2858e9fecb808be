import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

/*
 * Whatever a button does, the palette does too. A button is a command button
 * (ui/command-button.tsx), or leads somewhere as a link does, or sends the form
 * it stands in, or is named here with the reason.
 */
const exceptions: Record<string, string> = {
  'ui/rows-field.tsx: `Remove row ${at + 1}`':
    'is one of a row of many like the cells it stands beside',
  'ui/confirm-button.tsx: confirmLabel': 'answers a question that holds the focus',
  "features/access/factor-page.tsx: codes ? 'I have kept them, go on' : 'Go on'":
    'stands before the shell, which has the palette',
  'features/access/factor-page.tsx: Sign out': 'stands before the shell, which has the palette',
  'shell/sign-out-dialog.tsx: Look at them': 'answers a dialog that holds the focus',
  'shell/sign-out-dialog.tsx: Delete and sign out': 'answers a dialog that holds the focus',
  'features/access/provider-buttons.tsx: Sign in with name':
    'stands before the shell, which has the palette',
  'features/access/provider-proof.tsx: label': 'answers a dialog that holds the focus',
  'features/access/provider-proof.tsx: Leave it': 'answers a dialog that holds the focus',
  'features/access/proof-dialog.tsx: Leave it': 'answers a dialog that holds the focus',
  'features/access/proof-dialog.tsx: Sign out': 'answers a dialog that holds the focus',
  'features/access/proof-dialog.tsx: Not now': 'answers a dialog that holds the focus',
  'features/clients/import-dialog.tsx: Paste instead': 'stands in a dialog that holds the focus',
  'features/clients/import-dialog.tsx: Choose a CSV file':
    'stands in a dialog that holds the focus',
  'features/clients/import-dialog.tsx: Paste something else':
    'stands in a dialog that holds the focus',
  'features/clients/import-dialog.tsx: Cancel': 'answers a dialog that holds the focus',
  'features/clients/name-menu.tsx: `More for ${name}`': 'opens a menu, whose items are commands',
  'features/clients/name-menu.tsx: label': 'the same list makes the commands',
  'features/editor/components/tab-strip.tsx: Close and drop the changes':
    'answers a question that holds the focus',
  'features/editor/components/conflict-panel.tsx: Go on editing':
    'answers a dialog that holds the focus',
  'features/editor/components/conflict-panel.tsx: Take theirs, drop mine':
    'answers a dialog that holds the focus',
  'features/editor/components/conflict-panel.tsx: Save mine as version theirs.version + 1':
    'answers a dialog that holds the focus',
  'features/editor/components/version-panel.tsx: Newest': 'is never enabled',
  "features/editor/components/workbench.tsx: unsaved ? 'Save' : 'Saved'":
    'its command is on offer even when nothing changed, in shell/workbench-commands.ts',
  'features/offboarding/off-board-form.tsx: Take the client back':
    'answers a dialog that holds the focus',
  'features/queries/query-menu.tsx: `More for ${query.name}`':
    'opens a menu, whose items are commands',
  'features/queries/query-menu.tsx: label': 'the same list makes the commands',
  'features/schedules/components/leave-dialog.tsx: Stay': 'answers a dialog that holds the focus',
  'features/schedules/components/leave-dialog.tsx: Leave and drop it':
    'answers a dialog that holds the focus',
  'features/schedules/components/schedule-conflict.tsx: Go on editing':
    'answers a dialog that holds the focus',
  'features/schedules/components/schedule-conflict.tsx: Take theirs, drop mine':
    'answers a dialog that holds the focus',
  'features/schedules/components/schedule-conflict.tsx: Save mine as version theirs.version + 1':
    'answers a dialog that holds the focus',
  'features/results/export/export-choices.tsx: Close': 'answers a dialog that holds the focus',
  'features/results/export/export-progress.tsx: Go on in the background':
    'answers a dialog that holds the focus',
  'features/results/export/export-progress.tsx: Cancel the export':
    'answers a dialog that holds the focus',
  'features/results/export/export-outcome.tsx: Choose anew':
    'answers a dialog that holds the focus',
  'features/results/export/export-outcome.tsx: Try again': 'answers a dialog that holds the focus',
  'features/results/export/export-outcome.tsx: Export once more':
    'answers a dialog that holds the focus',
  'features/results/export/export-outcome.tsx: Done': 'answers a dialog that holds the focus',
  'features/results/grid/grid-header.tsx: `Sort by ${column.name}`':
    'is one of a row of many; the panel of its column has the command',
  'features/results/grid/grid-header.tsx: `More for ${column.name}`':
    'is one of a row of many; the grid has the command for the active column',
  'features/results/grid/grid-status.tsx: Copy as': 'opens a menu, whose items are commands',
  'features/results/grid/grid-status.tsx: label': 'the same list makes the commands',
  'features/results/view/layout-menu.tsx: Columns': 'opens a menu, whose items are commands',
  'features/results/view/layout-menu.tsx: label': 'the same list makes the commands',
  "features/results/saved/saved-views-menu.tsx: current ? `Views: ${current.name}` : 'Views'":
    'opens a menu, whose items are commands',
  'features/results/saved/saved-views-menu.tsx: label': 'the same list makes the commands',
  'shell/person-menu.tsx: `${person.name}: settings and sign out`':
    'opens a menu, whose items are commands',
  'shell/person-menu.tsx: API tokens': 'is a command of the same component',
  'shell/person-menu.tsx: Encryption keys': 'is a command of the same component',
  'shell/person-menu.tsx: label': 'the same list makes the commands',
  'shell/person-menu.tsx: Sign out': 'is a command of the same component',
  'shell/shell.tsx: Find an action': 'opens the palette itself',
}

const buttons = new Set(['button', 'Button', 'ActionIcon', 'UnstyledButton', 'Menu.Item'])
const source = join(import.meta.dirname, '..')

/** How every button that is no command is called: by its label, else by what is written in it. */
function* plainButtons(): Generator<string> {
  for (const entry of readdirSync(source, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const file = relative(source, path).split(sep).join('/')
    if (!/\.tsx$/.test(file) || /\.test\.tsx$/.test(file) || file === 'ui/command-button.tsx') {
      continue
    }
    const tree = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
    for (const opening of openings(tree)) {
      if (!buttons.has(opening.tagName.getText())) continue
      const said = new Map(
        opening.attributes.properties
          .filter(ts.isJsxAttribute)
          .map((attribute) => [attribute.name.getText(), writtenIn(attribute)]),
      )
      const isLink = said.get('component') === 'Link' || said.has('renderRoot')
      if (isLink || said.get('type') === 'submit') continue
      yield `${file}: ${said.get('aria-label') ?? wordsIn(opening)}`
    }
  }
}

function* openings(node: ts.Node): Generator<ts.JsxOpeningLikeElement> {
  if (ts.isJsxOpeningElement(node) || ts.isJsxSelfClosingElement(node)) yield node
  const children: ts.Node[] = []
  ts.forEachChild(node, (child) => {
    children.push(child)
  })
  for (const child of children) yield* openings(child)
}

function writtenIn({ initializer }: ts.JsxAttribute): string {
  if (!initializer) return ''
  if (ts.isStringLiteral(initializer)) return initializer.text
  return ts.isJsxExpression(initializer) ? (initializer.expression?.getText() ?? '') : ''
}

function wordsIn({ parent }: ts.JsxOpeningLikeElement): string {
  if (!ts.isJsxElement(parent)) return ''
  return parent.children
    .map((child) => (ts.isJsxExpression(child) ? child.expression?.getText() : child.getFullText()))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
}

const found = [...plainButtons()]

it('makes every button a command, but for those with a reason', () => {
  expect(found.filter((button) => !(button in exceptions))).toEqual([])
})

it('keeps no reason for what is gone', () => {
  expect(Object.keys(exceptions).filter((button) => !found.includes(button))).toEqual([])
})
