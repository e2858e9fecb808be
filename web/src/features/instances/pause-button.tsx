import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Instance, instanceKeys, setPaused } from '@/api/instances'
import { useMay } from '@/lib/may'
import { CommandButton } from '@/ui/command-button'
import { ConfirmButton } from '@/ui/confirm-button'

/** Holds new executions of an instance back, or lets them begin again. */
export function PauseButton({ instance }: { instance: Instance }) {
  const cache = useQueryClient()
  const change = useMutation({
    mutationFn: (paused: boolean) => setPaused(instance.id, paused),
    onSuccess: () => cache.invalidateQueries({ queryKey: instanceKeys.all }),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Nothing was changed', message: error.message }),
  })
  if (!useMay().on('manager', instance.id)) return null
  if (instance.pausedAt) {
    return (
      <CommandButton
        command={{ label: 'Resume', subject: instance.name, group: 'Instances' }}
        size="compact-xs"
        loading={change.isPending}
        onClick={() => change.mutate(false)}
      >
        Resume
      </CommandButton>
    )
  }
  return (
    <ConfirmButton
      command={{
        label: 'Pause',
        subject: instance.name,
        group: 'Instances',
        words: 'hold stop halt',
      }}
      size="compact-xs"
      loading={change.isPending}
      question={`Runs that AMC has go on. New ones for ${instance.name} wait until somebody resumes it.`}
      harmless
      confirmLabel="Pause this instance"
      onConfirm={() => change.mutate(true)}
    >
      Pause
    </ConfirmButton>
  )
}
