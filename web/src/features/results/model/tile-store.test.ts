import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Tile, type TileRows, TileStore } from './tile-store'

const shape = { rowCount: 1_000_000, columnCount: 120, pageSize: 200, blockSize: 50 }

type Asked = {
  tile: Tile
  signal: AbortSignal
  answer: (rows?: TileRows) => void
  fail: () => void
}

/** A store whose answers come when the test gives them. */
function storeOf(budget?: number) {
  const asked: Asked[] = []
  const store = new TileStore(
    shape,
    (tile, signal) =>
      new Promise((resolve, reject) => {
        asked.push({
          tile,
          signal,
          answer: (rows = rowsOf(tile)) => resolve(rows),
          fail: () => reject(new Error('no answer')),
        })
      }),
    budget,
  )
  return { store, asked }
}

const rowsOf = ({ page, block }: Tile): TileRows => ({
  rows: Array.from({ length: 200 }, (_, row) =>
    Array.from({ length: 50 }, (_, at) => `${page * 200 + row}/${block * 50 + at}`),
  ),
})

const rest = () => vi.advanceTimersByTimeAsync(100)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('TileStore', () => {
  it('asks for the rows and columns in view, once', async () => {
    const { store, asked } = storeOf()
    store.want({ first: 190, end: 210 }, [3, 70])
    store.want({ first: 191, end: 211 }, [3, 70])
    expect(asked.map(({ tile }) => tile)).toEqual([
      { page: 0, block: 0 },
      { page: 0, block: 1 },
      { page: 1, block: 0 },
      { page: 1, block: 1 },
    ])
    expect(store.cell(195, 3)).toBeUndefined()
    const changed = vi.fn()
    store.subscribe(changed)
    asked[0]?.answer()
    await rest()
    expect(store.cell(195, 3)).toBe('195/3')
    expect(store.cell(195, 70)).toBeUndefined()
    expect(changed).toHaveBeenCalledTimes(1)
    expect(asked).toHaveLength(4)
  })

  it('asks for nothing on the way of a scroll, and calls off what it left', async () => {
    const { store, asked } = storeOf()
    store.want({ first: 0, end: 20 }, [0])
    for (let row = 1_000; row < 100_000; row += 1_000)
      store.want({ first: row, end: row + 20 }, [0])
    expect(asked).toHaveLength(1)
    expect(asked[0]?.signal.aborted).toBe(true)
    await rest()
    expect(asked.map(({ tile }) => tile.page)).toEqual([0, 495])
  })

  it('takes no answer that was called off', async () => {
    const { store, asked } = storeOf()
    store.want({ first: 0, end: 20 }, [0])
    store.want({ first: 9_000, end: 9_020 }, [0])
    asked[0]?.answer()
    await rest()
    expect(store.cell(0, 0)).toBeUndefined()
  })

  it('holds no more than its budget, and always what is in view', async () => {
    const { store, asked } = storeOf(200 * 50 * 20 * 3)
    for (let page = 0; page < 100; page++) {
      store.want({ first: page * 200, end: page * 200 + 20 }, [0])
      await rest()
      asked.at(-1)?.answer()
      await rest()
      expect(store.cell(page * 200, 0)).toBe(`${page * 200}/0`)
    }
    const held = Array.from({ length: 100 }, (_, page) => store.cell(page * 200, 0)).filter(Boolean)
    expect(held.length).toBeGreaterThan(1)
    expect(held.length).toBeLessThanOrEqual(3)
  })

  it('says why rows did not come, and asks again when told to', async () => {
    const { store, asked } = storeOf()
    store.want({ first: 0, end: 20 }, [0])
    asked[0]?.fail()
    await rest()
    expect(store.error).toEqual(new Error('no answer'))
    store.retry()
    expect(store.error).toBeNull()
    asked[1]?.answer()
    await rest()
    expect(store.cell(0, 0)).toBe('0/0')
  })

  it('knows the levels of the rows of a grouped view', async () => {
    const { store, asked } = storeOf()
    store.want({ first: 0, end: 2 }, [0])
    asked[0]?.answer({ rows: [['a'], [null]], levels: [1, 0] })
    await rest()
    expect([store.level(0), store.level(1), store.level(900)]).toEqual([1, 0, undefined])
  })
})
