import type { CancellationToken, editor } from 'monaco-editor/editor/editor.api'
import { isTooLong, type LanguageService } from '../model/language-service'

const services = new WeakMap<editor.ITextModel, LanguageService>()

/** Says who answers for a text; the code editor knows providers per language only. */
export function bindService(model: editor.ITextModel, service: LanguageService) {
  services.set(model, service)
}

/**
 * Asks the server about a text. Nothing comes of a question that was withdrawn,
 * that failed, or whose text changed while the answer was on its way: help that
 * fails is help that is missing, and an old answer would mark wrong places.
 */
export async function ask<T>(
  model: editor.ITextModel,
  token: CancellationToken,
  question: (service: LanguageService, sql: string, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const service = services.get(model)
  // The editor withdraws most questions within a moment, while somebody types.
  if (!service || token.isCancellationRequested) return undefined
  const version = model.getVersionId()
  const sql = model.getValue()
  if (isTooLong(sql)) return undefined
  const controller = new AbortController()
  const withdrawn = token.onCancellationRequested(() => controller.abort())
  try {
    const answer = await question(service, sql, controller.signal)
    return model.isDisposed() || model.getVersionId() !== version ? undefined : answer
  } catch {
    return undefined
  } finally {
    withdrawn.dispose()
  }
}
