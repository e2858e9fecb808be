import { z } from '@/lib/zod'

/**
 * Several of a few words in the address of a page, in each form in which people
 * and programs write them and the API takes them: `state=queued,running`,
 * `state=queued&state=running`, and the JSON that our own links hold. A list
 * with an unknown word is none.
 */
export const searchList = <Word extends string>(word: z.ZodType<Word, Word>) =>
  z
    .union([z.array(word), z.array(z.string()), z.string()])
    .transform((given, context) => {
      const words = [given].flat().flatMap((text) => text.split(','))
      const found = z.array(word).safeParse(words)
      if (found.success) return found.data
      context.addIssue('holds a word that is unknown')
      return z.NEVER
    })
    .optional()
    .catch(undefined)
