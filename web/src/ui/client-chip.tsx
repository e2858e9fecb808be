import type { CSSProperties } from 'react'
import classes from './client-chip.module.css'

type Props = { name: string; color: string; detail?: string }

/** A client wherever it is named: always with its colour. */
export function ClientChip({ name, color, detail }: Props) {
  return (
    <span className={classes.chip}>
      <ClientSwatch color={color} />
      <span className={classes.name}>{name}</span>
      {detail && <span className={classes.detail}>{detail}</span>}
    </span>
  )
}

export function ClientSwatch({ color, size = 10 }: { color: string; size?: number }) {
  const style: CSSProperties = { background: color, width: size, height: size }
  return <span className={classes.swatch} style={style} aria-hidden />
}
