import { createFileRoute } from '@tanstack/react-router'
import { ProvenPage } from '@/features/access/proven-page'
import { z } from '@/lib/zod'

const search = z.object({
  /** The code of what went wrong. */
  problem: z.string().optional().catch(undefined),
})

export const Route = createFileRoute('/proven')({
  validateSearch: search,
  component: function Proven() {
    return <ProvenPage problem={Route.useSearch().problem} />
  },
})
