import { Skeleton } from '@mantine/core'

/** Rows in the shape of what is coming, so that nothing moves when it arrives. */
export function SkeletonRows({ rows = 6, height = 36 }: { rows?: number; height?: number }) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
          key={index}
          style={{ height, display: 'flex', alignItems: 'center', padding: '0 16px' }}
        >
          <Skeleton height={10} width={`${85 - ((index * 17) % 40)}%`} radius="sm" />
        </div>
      ))}
    </div>
  )
}
