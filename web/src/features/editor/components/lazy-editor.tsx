import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { CodeEditorProps } from './code-editor'

const CodeEditor = lazy(() => import('./code-editor'))
const CodeDiff = lazy(() => import('./code-diff'))

/** The code editor, in the shape of text until it has come. */
export function SqlEditor(props: CodeEditorProps) {
  return (
    <Suspense fallback={<TextSkeleton />}>
      <CodeEditor {...props} />
    </Suspense>
  )
}

export function SqlDiff(props: { before: string; after: string }) {
  return (
    <Suspense fallback={<TextSkeleton />}>
      <CodeDiff {...props} />
    </Suspense>
  )
}

function TextSkeleton() {
  return (
    <div role="status" aria-label="Loading the editor" style={{ padding: '14px 44px' }}>
      {[46, 62, 38, 54, 30].map((width) => (
        <Skeleton key={width} height={10} width={`${width}%`} mb={11} radius="sm" />
      ))}
    </div>
  )
}
