import { type CancellationToken, type editor, languages } from 'monaco-editor/editor/editor.api'
import type { Checked, CompletionKind, LanguageService } from '../model/language-service'
import { AMC_SQL } from './language'
import { quickFixes } from './quick-fix'

const services = new WeakMap<editor.ITextModel, LanguageService>()

/** Says who answers for a text; the code editor knows providers per language only. */
export function bindService(model: editor.ITextModel, service: LanguageService) {
  services.set(model, service)
}

const remarks = new WeakMap<editor.ITextModel, Checked>()

/** Says what was remarked on a text; quick fixes are offered while it stands unchanged. */
export function bindRemarks(model: editor.ITextModel, checked: Checked | null) {
  if (checked) remarks.set(model, checked)
  else remarks.delete(model)
}

const kinds: Record<CompletionKind, languages.CompletionItemKind> = {
  keyword: languages.CompletionItemKind.Keyword,
  table: languages.CompletionItemKind.Struct,
  column: languages.CompletionItemKind.Field,
  function: languages.CompletionItemKind.Function,
  parameter: languages.CompletionItemKind.Variable,
  value: languages.CompletionItemKind.Value,
  snippet: languages.CompletionItemKind.Snippet,
  other: languages.CompletionItemKind.Text,
}

/** A call that was just begun wants its arguments named. */
const argumentHelp: languages.Command = { id: 'editor.action.triggerParameterHints', title: '' }

export function registerProviders() {
  languages.registerCompletionItemProvider(AMC_SQL, {
    triggerCharacters: ['.', "'"],
    async provideCompletionItems(model, position, _context, token) {
      const service = services.get(model)
      if (!service) return { suggestions: [] }
      const found = await quietly(
        service.complete(model.getValue(), model.getOffsetAt(position), signalOf(token)),
      )
      if (!found) return { suggestions: [] }
      const from = model.getPositionAt(found.start)
      const to = model.getPositionAt(found.end)
      const range = {
        startLineNumber: from.lineNumber,
        startColumn: from.column,
        endLineNumber: to.lineNumber,
        endColumn: to.column,
      }
      return {
        // The server answers for this very position, so typing on asks again.
        incomplete: true,
        suggestions: found.items.map((item, index) => ({
          label: item.label,
          kind: kinds[item.kind],
          insertText: item.insertText,
          insertTextRules: /\$(\d|\{)/.test(item.insertText)
            ? languages.CompletionItemInsertTextRule.InsertAsSnippet
            : undefined,
          detail: item.detail,
          documentation: item.documentation ? { value: item.documentation } : undefined,
          sortText: String(index).padStart(5, '0'),
          range,
          command: item.insertText.endsWith('(') ? argumentHelp : undefined,
        })),
      }
    },
  })

  languages.registerHoverProvider(AMC_SQL, {
    async provideHover(model, position, token) {
      const service = services.get(model)
      if (!service) return null
      const hover = await quietly(
        service.hover(model.getValue(), model.getOffsetAt(position), signalOf(token)),
      )
      return hover ? { contents: [{ value: hover.markdown }] } : null
    },
  })

  languages.registerSignatureHelpProvider(AMC_SQL, {
    signatureHelpTriggerCharacters: ['(', ','],
    signatureHelpRetriggerCharacters: [')'],
    async provideSignatureHelp(model, position, token) {
      const found = await quietly(
        services
          .get(model)
          ?.signature(model.getValue(), model.getOffsetAt(position), signalOf(token)),
      )
      if (!found) return null
      const parameters = found.arguments.map(({ start, end }) => ({
        label: [start, end] as [number, number],
      }))
      return {
        value: {
          signatures: [{ label: found.label, documentation: found.documentation, parameters }],
          activeSignature: 0,
          // No argument is marked by one that does not exist.
          activeParameter: found.active < 0 ? parameters.length : found.active,
        },
        dispose: () => undefined,
      }
    },
  })

  languages.registerDocumentFormattingEditProvider(AMC_SQL, {
    async provideDocumentFormattingEdits(model, _options, token) {
      const service = services.get(model)
      if (!service) return []
      const text = await quietly(service.format(model.getValue(), signalOf(token)))
      return text === undefined ? [] : [{ range: model.getFullModelRange(), text }]
    },
  })

  languages.registerCodeActionProvider(AMC_SQL, {
    provideCodeActions: (model, range, context) => ({
      actions: quickFixes(model, range, context.markers, remarks.get(model)),
      dispose: () => undefined,
    }),
  })
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController()
  token.onCancellationRequested(() => controller.abort())
  return controller.signal
}

/** Help that fails is help that is missing: the text itself is untouched by it. */
async function quietly<T>(answer: Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await answer
  } catch {
    return undefined
  }
}
