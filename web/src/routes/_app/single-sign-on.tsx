import { createFileRoute } from '@tanstack/react-router'
import { SingleSignOnPage } from '@/features/people/single-sign-on-page'

export const Route = createFileRoute('/_app/single-sign-on')({
  staticData: { crumb: 'Single sign-on', parent: { crumb: 'People', to: '/people' } },
  component: SingleSignOnPage,
})
