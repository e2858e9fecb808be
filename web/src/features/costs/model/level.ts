import type { Budget } from '@/api/costs'

/** A level as a colour and words. */
export function levelLook(level: Budget['level']): {
  tone: 'good' | 'warn' | 'bad'
  words: string
} {
  switch (level) {
    case 'at_hard':
      return { tone: 'bad', words: 'spent: nothing new begins' }
    case 'over_soft':
      return { tone: 'warn', words: 'over the soft limit' }
    default:
      return { tone: 'good', words: 'within' }
  }
}

/** Percent of the limit that stops, else of the one that warns; at most 100. */
export function shareOf({ spent, reserved, soft, hard }: Budget): number {
  const limit = hard ?? soft ?? 0
  return limit === 0 ? 100 : Math.min(100, ((spent + reserved) / limit) * 100)
}
