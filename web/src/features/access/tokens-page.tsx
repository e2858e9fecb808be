import { Button, CopyButton, Select, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconKey } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { issueToken, revokeToken, type Token, tokenKeys, tokensQuery } from '@/api/tokens'
import { useCommands } from '@/lib/commands'
import { idempotencyKey } from '@/lib/idempotency-key'
import { useMe } from '@/lib/use-me'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'
import table from '@/ui/data-table.module.css'
import { EmptyState } from '@/ui/empty-state'
import { EndingText } from '@/ui/ending-text'
import { Page } from '@/ui/page'
import { Panel } from '@/ui/panel'
import { ProblemPanel } from '@/ui/problem-panel'
import { SkeletonRows } from '@/ui/skeleton-rows'
import { TimeText } from '@/ui/time-text'
import { endOf, type Life, lifeOptions, type Scope, scopeOptions, scopeWords } from './scopes'
import classes from './tokens-page.module.css'

export function TokensPage() {
  const tokens = useQuery(tokensQuery())
  return (
    <Page
      title="API tokens"
      note="A token lets a program act as you, through the API or the recomamp command."
    >
      <IssueToken />
      <Panel flush>
        {tokens.isPending && <SkeletonRows rows={3} />}
        {tokens.isError && (
          <ProblemPanel title="The tokens could not be read" error={tokens.error} />
        )}
        {tokens.data?.length === 0 && (
          <EmptyState title="No tokens yet" icon={<IconKey size={22} />}>
            Name one after the program that will use it, so that you know later what stops when you
            revoke it.
          </EmptyState>
        )}
        {tokens.data && tokens.data.length > 0 && <TokenTable tokens={tokens.data} />}
      </Panel>
    </Page>
  )
}

function IssueToken() {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<Scope>('read')
  const [life, setLife] = useState<Life>('90 days')
  const [key, setKey] = useState(idempotencyKey)
  const rights = useMe()?.rights
  const issue = useMutation({
    mutationFn: () => issueToken({ name, scope, expiresAt: endOf(life, Date.now()) }, key),
    onSuccess: async () => {
      setName('')
      setKey(idempotencyKey())
      await client.invalidateQueries({ queryKey: tokenKeys.all })
    },
  })

  const field = useRef<HTMLInputElement>(null)
  useCommands([
    {
      id: 'new-token',
      label: 'Make a token',
      group: 'Create',
      keys: 'c t',
      run: () => field.current?.focus(),
    },
  ])

  function onSubmit(event: FormEvent) {
    event.preventDefault()
    issue.mutate()
  }

  return (
    <Panel>
      <form onSubmit={onSubmit} className={classes.form}>
        <TextInput
          ref={field}
          label="Name of a new token"
          placeholder="nightly-export"
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="It may"
          className={classes.scope}
          allowDeselect={false}
          data={scopeOptions(rights)}
          value={scope}
          onChange={(value) => value && setScope(value)}
        />
        <Select
          label="It ends"
          className={classes.life}
          allowDeselect={false}
          data={lifeOptions}
          value={life}
          onChange={(value) => value && setLife(value)}
        />
        <Button type="submit" loading={issue.isPending}>
          Make token
        </Button>
      </form>
      {issue.isError && (
        <div className={classes.problem}>
          <ProblemPanel title="No token was made" error={issue.error} />
        </div>
      )}
      {issue.data && (
        <div className={classes.secret} role="status">
          <p>
            Copy <strong>{issue.data.token.name}</strong> now. It is shown only this once.
          </p>
          <div className={classes.value}>
            <code>{issue.data.secret}</code>
            <CopyButton value={issue.data.secret}>
              {({ copied, copy }) => (
                <CommandButton
                  command={{ label: 'Copy the new token', group: 'Copy' }}
                  variant="default"
                  onClick={copy}
                >
                  {copied ? 'Copied' : 'Copy'}
                </CommandButton>
              )}
            </CopyButton>
          </div>
        </div>
      )}
    </Panel>
  )
}

function TokenEnd({ at }: { at: string | undefined }) {
  if (!at) return <span className="quiet">when revoked</span>
  return <EndingText until={at} />
}

function TokenTable({ tokens }: { tokens: Token[] }) {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: revokeToken,
    onSuccess: () => client.invalidateQueries({ queryKey: tokenKeys.all }),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'It was not revoked', message: error.message }),
  })
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>Name</th>
          <th>May</th>
          <th>Made</th>
          <th>Last used</th>
          <th>Ends</th>
          <th>
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td className={table.strong}>{token.name}</td>
            <td data-label="May">{scopeWords[token.scope]}</td>
            <td data-label="Made">
              <TimeText at={token.createdAt} />
            </td>
            <td data-label="Last used">
              {token.lastUsedAt ? (
                <TimeText at={token.lastUsedAt} />
              ) : (
                <span className="quiet">never</span>
              )}
            </td>
            <td data-label="Ends">
              <TokenEnd at={token.expiresAt} />
            </td>
            <td className={`${table.right} ${table.actions}`}>
              <ConfirmButton
                command={{
                  label: 'Revoke token',
                  subject: token.name,
                  group: 'Tokens',
                  words: 'end delete remove',
                }}
                size="compact-xs"
                question={`Programs that use “${token.name}” are refused from then on.`}
                confirmLabel="Revoke this token"
                onConfirm={() => end.mutate(token.id)}
              >
                Revoke
              </ConfirmButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
