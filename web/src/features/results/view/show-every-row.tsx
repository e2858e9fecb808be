import { CommandButton } from '@/ui/command-button'

/** The way back from a view that shows nothing. */
export function ShowEveryRow({ onClick }: { onClick: () => void }) {
  return (
    <CommandButton
      command={{ label: 'Show every row', group: 'Filters' }}
      variant="default"
      onClick={onClick}
    >
      Show every row
    </CommandButton>
  )
}
