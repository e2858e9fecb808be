import type { EChartsType } from 'echarts/core'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import classes from './chart.module.css'
import { moved, pointWords, shownAt } from './chart-keys'
import { chartOption, type Drawn } from './chart-option'
import { init } from './echarts-parts'

type Props = {
  drawn: Omit<Drawn, 'width'>
  /** The chart in words. */
  words: string
}

/** Above so many points a canvas is faster than a tree of shapes. */
const SHAPES = 1000

/**
 * A chart that fills the place it is given. With the arrows it is gone through
 * point by point, each of which is said.
 */
export default function ChartCanvas({ drawn, words }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)
  const [said, setSaid] = useState('')
  const place = useRef({ series: 0, point: -1 })
  const { data } = drawn
  const points = data.series.reduce((sum, one) => sum + one.points.length, 0)
  const renderer = points > SHAPES ? 'canvas' : 'svg'

  useEffect(() => {
    const box = host.current
    if (!box) return
    const made = init(box, null, { renderer })
    chart.current = made
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(box)
    return () => {
      watch.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [renderer])

  useEffect(() => {
    const box = host.current
    const made = chart.current
    if (!box || !made) return
    const paint = () => made.setOption(chartOption({ ...drawn, width: box.clientWidth }), true)
    paint()
    place.current = { series: 0, point: -1 }
    const watch = new ResizeObserver(paint)
    watch.observe(box)
    return () => watch.disconnect()
  }, [drawn])

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    const turn = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape') {
      chart.current?.dispatchAction({ type: 'hideTip' })
      chart.current?.dispatchAction({ type: 'downplay' })
      setSaid('')
      return
    }
    if (!step && !turn) return
    event.preventDefault()
    const at = moved(drawn.data, place.current, step ?? 0, turn ?? 0)
    place.current = at
    chart.current?.dispatchAction({ type: 'downplay' })
    chart.current?.dispatchAction(shownAt(drawn.data, at))
    setSaid(pointWords(drawn.data, drawn.look, at))
  }

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is a group of fields */}
      <div
        ref={host}
        className={classes.canvas}
        role="group"
        aria-roledescription="chart"
        aria-label={words}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrows go through its points
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </>
  )
}
