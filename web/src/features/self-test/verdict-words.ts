import type { SelfTest } from '@/api/self-tests'
import { plural } from '@/lib/number'

/** What a self-test has found, in one sentence. */
export function verdictWords({ progress, checks }: Pick<SelfTest, 'progress' | 'checks'>): string {
  const of = (state: string) => checks.filter((check) => check.state === state).length
  const [failed, warnings] = [of('failed'), of('warning')]
  const done = checks.length - of('waiting') - of('running')
  const found = [
    failed > 0 && `${plural(failed, 'check')} failed`,
    warnings > 0 && plural(warnings, 'warning'),
  ].filter(Boolean)
  if (progress === 'running') {
    return [`${done} of ${checks.length} checks are done`, ...found].join(', ')
  }
  if (progress === 'interrupted') return `Interrupted after ${done} of ${checks.length} checks`
  return found.length > 0 ? found.join(', ') : 'Nothing is wrong'
}
