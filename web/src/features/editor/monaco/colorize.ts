import { editor } from 'monaco-editor/editor/editor.api'
import { AMC_SQL } from './language'
import { setupMonaco } from './setup'
import { DARK, LIGHT } from './themes'

/** HTML of a text in the editor's colours: escaped, with spans and classes only. */
export async function colorize(sql: string): Promise<string> {
  setupMonaco()
  const dark = document.documentElement.getAttribute('data-mantine-color-scheme') === 'dark'
  editor.setTheme(dark ? DARK : LIGHT)
  return editor.colorize(sql, AMC_SQL, { tabSize: 2 })
}
