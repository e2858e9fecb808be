import { createFileRoute } from '@tanstack/react-router'
import { SqlView } from '@/features/editor/components/sql-view'
import { exampleContent } from '@/features/editor/model/example-query'
import { HomePage } from '@/features/home/home-page'
import { SetUpReminder } from '@/features/set-up/set-up-reminder'

export const Route = createFileRoute('/_app/')({
  staticData: { crumb: 'Home' },
  component: function Home() {
    const { person } = Route.useRouteContext()
    const { client, instance } = Route.useSearch()
    return (
      <HomePage
        name={person.name}
        scope={{ client, instance }}
        reminder={<SetUpReminder />}
        example={<SqlView sql={exampleContent.sql} />}
      />
    )
  },
})
