import 'monaco-editor/features/register.all'
import { languages } from 'monaco-editor/editor/editor.api'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import { AMC_SQL, configuration, tokens } from './language'
import { registerProviders } from './providers'
import { defineThemes } from './themes'

let ready = false

/** Prepares the code editor once per page: its worker, our language, our themes. */
export function setupMonaco() {
  if (ready) return
  ready = true
  self.MonacoEnvironment = { getWorker: () => new EditorWorker() }
  languages.register({ id: AMC_SQL, extensions: ['.sql'] })
  languages.setMonarchTokensProvider(AMC_SQL, tokens)
  languages.setLanguageConfiguration(AMC_SQL, configuration)
  defineThemes()
  registerProviders()
}
