import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { setUpQuery } from '@/api/organisation'
import { useMe } from '@/lib/use-me'
import classes from './set-up.module.css'

/** Leads an owner back to a set-up that is not finished; nothing once it is. */
export function SetUpReminder() {
  const organise = useMe()?.rights.organise ?? false
  const { data } = useQuery({ ...setUpQuery(), enabled: organise })
  if (!organise || !data || data.finished) return null
  const left = data.steps.filter(({ state }) => state === 'open').length
  return (
    <div className={classes.finished}>
      <span className="num">
        <strong>Set-up</strong> {data.steps.length - left} of {data.steps.length} steps are done or
        skipped.
      </span>
      <Button component={Link} to="/set-up" variant="default">
        Go on with it
      </Button>
    </div>
  )
}
