import { Link, useMatches } from '@tanstack/react-router'
import { Fragment } from 'react'
import classes from './breadcrumbs.module.css'

/** Where one is. A route names itself in `staticData.crumb`, or its thing in its loader's `crumb`. */
export function Breadcrumbs() {
  const crumbs = useMatches().flatMap(({ staticData, loaderData, pathname }) => {
    const { parent } = staticData
    const crumb = ownName(loaderData) ?? staticData.crumb
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

/** The name of the very thing a route shows, when its loader gives one. */
function ownName(loaderData: unknown): string | undefined {
  if (typeof loaderData !== 'object' || loaderData === null || !('crumb' in loaderData)) return
  return typeof loaderData.crumb === 'string' ? loaderData.crumb : undefined
}
