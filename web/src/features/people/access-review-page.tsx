import { Select } from '@mantine/core'
import { IconDownload, IconEye } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type AccessEntry, type GrantRef, reviewFile, reviewQuery } from '@/api/grants'
import { everybodyQuery } from '@/api/people'
import { plural } from '@/lib/number'
import { saveFile } from '@/lib/save-file'
import { browserZone } from '@/lib/time'
import { useMe } from '@/lib/use-me'
import { ClientChip } from '@/ui/client-chip'
import { CommandButton } from '@/ui/command-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { EndingText } from '@/ui/ending-text'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { mayReadPeople } from './model/objects'
import { roleWords } from './model/roles'
import classes from './people.module.css'
import { PeoplePageFrame } from './people-page-frame'

/** In the words of the page's address. */
export type Question = {
  client: string | undefined
  instance: string | undefined
  person: string | undefined
}

type Props = { question: Question; onAsk: (question: Question) => void }

/** Who can see a client, an instance, or what a person can see: with what role, why, until when. */
export function AccessReviewPage({ question, onAsk }: Props) {
  const me = useMe()
  const enabled = mayReadPeople(me)
  const { data: everybody = [] } = useQuery({ ...everybodyQuery(), enabled })
  const asked = Boolean(question.client || question.instance || question.person)
  const review = useQuery({ ...reviewQuery(question), enabled: enabled && asked })
  const saving = useMutation({
    mutationFn: async () => saveFile('access.csv', await reviewFile(question)),
  })
  const clients = me?.clients ?? []
  const where = question.instance
    ? `instance:${question.instance}`
    : question.client
      ? `client:${question.client}`
      : null
  return (
    <PeoplePageFrame
      title="Access review"
      note={`Who can see what, with what role, why and until when. Times are in ${browserZone()}.`}
      actions={
        review.data &&
        review.data.length > 0 && (
          <CommandButton
            command={{
              label: 'Export the access review as CSV',
              group: 'Access',
              words: 'download',
            }}
            variant="default"
            leftSection={<IconDownload size={14} />}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            Export CSV
          </CommandButton>
        )
      }
    >
      <div className={classes.filters}>
        <Select
          aria-label="Client or instance"
          placeholder="Client or instance"
          className={classes.wideChoice}
          searchable
          clearable
          value={where}
          data={clients.map(({ client, instances }) => ({
            group: client.name,
            items: [
              { value: `client:${client.id}`, label: `${client.name}: all instances` },
              ...instances.map(({ id, name }) => ({ value: `instance:${id}`, label: name })),
            ],
          }))}
          onChange={(chosen) => {
            const [kind, id] = chosen?.split(':') ?? []
            onAsk({
              ...question,
              client: kind === 'client' ? id : undefined,
              instance: kind === 'instance' ? id : undefined,
            })
          }}
        />
        <Select
          aria-label="Person"
          placeholder="Everybody"
          className={classes.wideChoice}
          searchable
          clearable
          value={question.person ?? null}
          data={everybody.map(({ id, name, email }) => ({
            value: id,
            label: `${name} (${email})`,
          }))}
          onChange={(person) => onAsk({ ...question, person: person ?? undefined })}
        />
        {review.data && <span className="quiet num">{summary(review.data)}</span>}
      </div>
      {saving.isError && <ProblemPanel title="No file was made" error={saving.error} />}
      <Panel flush>
        {!asked && (
          <EmptyState title="Of what?" icon={<IconEye size={22} />}>
            Choose a client to see everybody who can see it, or a person to see all that they can.
          </EmptyState>
        )}
        {asked && review.isPending && <SkeletonRows rows={6} height={48} />}
        {review.isError && (
          <ProblemPanel title="The access could not be read" error={review.error} />
        )}
        {review.data?.length === 0 && (
          <EmptyState title="Nobody sees this" icon={<IconEye size={22} />}>
            Nothing was given here, or all of it has ended.
          </EmptyState>
        )}
        {review.data && review.data.length > 0 && <ReviewTable entries={review.data} />}
      </Panel>
    </PeoplePageFrame>
  )
}

function summary(entries: AccessEntry[]): string {
  const people = new Set(entries.map(({ person }) => person.id)).size
  const instances = new Set(entries.map(({ instance }) => instance.id)).size
  return `${plural(people, 'person', 'people')}, ${plural(instances, 'instance')}`
}

function ReviewTable({ entries }: { entries: AccessEntry[] }) {
  return (
    <div className={`${table.scroll} ${table.tall}`}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Person</th>
            <th>Instance</th>
            <th>Role</th>
            <th>Why</th>
            <th>Ends</th>
            <th>Last seen</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(
            ({ person, email, client, instance, role, owner, until, grants, ...entry }) => (
              <tr key={`${person.id} ${instance.id}`}>
                <td>
                  <span>
                    <Link
                      to="/people/$personId"
                      params={{ personId: person.id }}
                      className={table.strong}
                    >
                      {person.name}
                    </Link>
                    <span className={table.sub}>{email}</span>
                  </span>
                </td>
                <td data-label="Instance">
                  <ClientChip name={instance.name} color={client.color} detail={client.name} />
                </td>
                <td data-label="Role">{owner ? 'Owner' : roleWords[role]}</td>
                <td data-label="Why">
                  {owner ? (
                    <span className="quiet">owners see everything</span>
                  ) : (
                    <ul className={classes.why}>
                      {grants.map((grant) => (
                        <li key={grant.id}>
                          <Why grant={grant} several={grants.length > 1} />
                        </li>
                      ))}
                    </ul>
                  )}
                </td>
                <td data-label="Ends">
                  <EndingText until={until} />
                </td>
                <td data-label="Last seen">
                  {entry.lastUsedAt ? (
                    <TimeText at={entry.lastUsedAt} />
                  ) : (
                    <span className="quiet">never</span>
                  )}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

type WhyProps = {
  grant: GrantRef
  /** Each of several tells its own end. */
  several: boolean
}

function Why({ grant, several }: WhyProps) {
  const { role, on, group, givenBy, givenAt, reason, until } = grant
  return (
    <>
      {roleWords[role]} on the {on}
      {group && ` by the group ${group.name}`}, given <TimeText at={givenAt} /> by {givenBy.name}
      {reason && <span className={table.sub}>{reason}</span>}
      {several && until && (
        <span className={table.sub}>
          <EndingText until={until} />
        </span>
      )}
    </>
  )
}
