import { createFileRoute } from '@tanstack/react-router'
import { SignInPage } from '@/features/access/sign-in-page'
import { z } from '@/lib/zod'

const search = z.object({
  /** Where to go afterwards. */
  next: z.string().optional().catch(undefined),
  /** A session ended while somebody was working. */
  ended: z.boolean().optional().catch(undefined),
  /** The code of what went wrong at a provider. */
  problem: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/sign-in')({
  validateSearch: search,
  component: function SignIn() {
    const { next, ended, problem } = Route.useSearch()
    return <SignInPage next={next} ended={ended} problem={problem} />
  },
})
