import { IconX } from '@tabler/icons-react'
import { CommandButton } from './command-button'

/** Takes all filters of a list off. */
export function ClearFilters({ onClear }: { onClear: () => void }) {
  return (
    <CommandButton
      command={{ label: 'Clear the filters', group: 'Filters' }}
      variant="subtle"
      color="gray"
      leftSection={<IconX size={14} />}
      onClick={onClear}
    >
      Clear
    </CommandButton>
  )
}
