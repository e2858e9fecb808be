import { type ReactNode, useEffect } from 'react'
import classes from './page.module.css'

type Props = {
  title: ReactNode
  /** The words of the browser tab, when the title is more than words. */
  tabTitle?: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A page of the work area: what it is, what can be done, then the thing itself. */
export function Page({ title, tabTitle, note, actions, children }: Props) {
  usePageTitle(tabTitle ?? (typeof title === 'string' ? title : ''))
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.words}>
          <h1>{title}</h1>
          {note && <p className={classes.note}>{note}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

const PRODUCT = 'RecomAMP'
let current = ''
let mark = ''

function show() {
  document.title = [mark, current, PRODUCT].filter(Boolean).join(' · ')
}

/** Names the browser tab while the page is shown. */
export function usePageTitle(title: string) {
  useEffect(() => {
    current = title
    show()
    return () => {
      current = ''
      show()
    }
  }, [title])
}

/** Puts words before the tab's title, such as what is running. */
export function useTitleMark(words: string) {
  useEffect(() => {
    mark = words
    show()
    return () => {
      mark = ''
      show()
    }
  }, [words])
}
