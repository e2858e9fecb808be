import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EmptyState } from './empty-state'
import { usePageTitle } from './page'

export function NotFoundPage() {
  usePageTitle('Not found')
  return (
    <EmptyState
      heading="h1"
      title="There is nothing at this address"
      action={
        <Button component={Link} to="/">
          Go home
        </Button>
      }
    >
      It may have been deleted, or it belongs to a client you may not see. Check the address, or
      start from home.
    </EmptyState>
  )
}
