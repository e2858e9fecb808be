import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  clampOffset,
  isScaled,
  offsetOfScroll,
  type Place,
  placeAt,
  type RowGeometry,
  scrollOfOffset,
} from '../model/row-geometry'

/**
 * Ties the scroll bar of an element to the true row offset. While the bar is
 * only a scale (see row-geometry), the wheel moves the offset by its own
 * distance and the bar follows; a drag of the bar moves the offset by scale.
 */
export function useRowScroll(
  element: RefObject<HTMLElement | null>,
  rowCount: number,
  rowHeight: number,
  headerHeight: number,
) {
  const [view, setView] = useState({ width: 0, height: 0 })
  const [place, setPlace] = useState<Place>({ offset: 0, anchor: 0 })
  const [left, setLeft] = useState(0)
  const expected = useRef<number | null>(null)

  const geometry: RowGeometry = {
    rowCount,
    rowHeight,
    viewHeight: Math.max(0, view.height - headerHeight),
  }
  const latest = useRef(geometry)
  const current = useRef(place.offset)
  useLayoutEffect(() => {
    latest.current = geometry
    current.current = place.offset
  })

  const scrollTo = useCallback(
    (next: number) => {
      const g = latest.current
      const clamped = clampOffset(g, next)
      current.current = clamped
      setPlace((last) => placeAt(g, last, clamped))
      if (element.current) {
        element.current.scrollTop = scrollOfOffset(g, clamped)
        // What the browser made of it: it rounds, and the event must be known again.
        expected.current = element.current.scrollTop
      }
    },
    [element],
  )

  const onScroll = useCallback(() => {
    const target = element.current
    if (!target) return
    setLeft(target.scrollLeft)
    if (expected.current !== null && Math.abs(target.scrollTop - expected.current) < 1) return
    expected.current = null
    const g = latest.current
    const next = offsetOfScroll(g, target.scrollTop)
    setPlace((last) => placeAt(g, last, next, true))
  }, [element])

  useEffect(() => {
    const target = element.current
    if (!target) return
    const measure = () => setView({ width: target.clientWidth, height: target.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    // A passive listener could not keep the browser from scrolling by scale.
    const onWheel = (event: WheelEvent) => {
      if (!isScaled(latest.current) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return
      event.preventDefault()
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? rowHeight : 1
      scrollTo(current.current + event.deltaY * lines)
      target.scrollLeft += event.deltaX
    }
    target.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      observer.disconnect()
      target.removeEventListener('wheel', onWheel)
    }
  }, [element, rowHeight, scrollTo])

  return {
    geometry,
    offset: clampOffset(geometry, place.offset),
    anchor: place.anchor,
    left,
    viewWidth: view.width,
    onScroll,
    scrollTo,
  }
}
