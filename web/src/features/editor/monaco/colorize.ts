import { editor } from 'monaco-editor/editor/editor.api'
import { AMC_SQL } from './language'
import { setupMonaco } from './setup'
import { DARK, LIGHT } from './themes'

/** HTML of a text in the editor's colours: escaped, with spans and classes only. */
export async function colorize(sql: string, scheme: 'light' | 'dark'): Promise<string> {
  setupMonaco()
  // The classes mean the colours of the theme that is set last, for the whole page.
  editor.setTheme(scheme === 'dark' ? DARK : LIGHT)
  return editor.colorize(sql, AMC_SQL, { tabSize: 2 })
}
