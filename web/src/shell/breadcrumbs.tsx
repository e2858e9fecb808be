import { Link, useMatches } from '@tanstack/react-router'
import { Fragment } from 'react'
import classes from './breadcrumbs.module.css'

/** Where one is. A route says its own name in `staticData.crumb`. */
export function Breadcrumbs() {
  const crumbs = useMatches().flatMap(({ staticData: { crumb, parent }, pathname }) => {
    if (!crumb) return []
    const own = { crumb, pathname }
    return parent ? [{ crumb: parent.crumb, pathname: parent.to }, own] : [own]
  })
  return (
    <nav aria-label="Breadcrumbs" className={classes.crumbs}>
      {crumbs.map(({ crumb, pathname }, index) => (
        <Fragment key={pathname + crumb}>
          {index > 0 && <span aria-hidden>/</span>}
          {index < crumbs.length - 1 ? (
            <Link to={pathname}>{crumb}</Link>
          ) : (
            <span aria-current="page">{crumb}</span>
          )}
        </Fragment>
      ))}
    </nav>
  )
}
