import { pagesOf, type RowSpan } from './row-geometry'

export type Row = (string | null)[]

/** Some rows by some columns, as they came; `levels` are those of a grouped view. */
export type TileRows = { rows: Row[]; levels?: number[] }

/** Which rows and columns of a view are asked for at once. */
export type Tile = { page: number; block: number }

export type TileShape = {
  rowCount: number
  columnCount: number
  /** Rows of a tile. */
  pageSize: number
  /** Columns of a tile. */
  blockSize: number
}

/** Asks for a tile; it is told when nobody wants the answer any more. */
export type TileLoad = (tile: Tile, signal: AbortSignal) => Promise<TileRows>

/** The characters that are held at most, beside what is in view: some 50 MB. */
const BUDGET = 20_000_000
/** A scroll that has not rested for so long asks for nothing yet. */
const REST_MS = 80

/**
 * Holds the parts of a view that were looked at last, bounded by their size.
 * What is wanted is asked for at once, but for while a scroll goes on: then only
 * where it rests. Answers that nobody waits for any more are called off.
 */
export class TileStore {
  /** Grows with every change of what is held. */
  version = 0
  /** Why the last tile that was asked for did not come. */
  error: unknown = null

  readonly #held = new Map<number, { tile: TileRows; weight: number }>()
  readonly #pending = new Map<number, AbortController>()
  readonly #listeners = new Set<() => void>()
  #wanted = new Map<number, Tile>()
  #weight = 0
  #asked = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly shape: TileShape,
    private readonly load: TileLoad,
    private readonly budget = BUDGET,
  ) {}

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** A value, or undefined while it is on its way. */
  cell(row: number, column: number): string | null | undefined {
    const { pageSize, blockSize } = this.shape
    const page = Math.floor(row / pageSize)
    const block = Math.floor(column / blockSize)
    const held = this.#held.get(this.#key({ page, block }))
    return held?.tile.rows[row - page * pageSize]?.[column - block * blockSize]
  }

  /** How many keys of a grouped view a row has; undefined elsewhere. */
  level(row: number): number | undefined {
    const page = Math.floor(row / this.shape.pageSize)
    for (const key of this.#wanted.keys()) {
      if (this.#wanted.get(key)?.page !== page) continue
      const levels = this.#held.get(key)?.tile.levels
      if (levels) return levels[row - page * this.shape.pageSize]
    }
    return undefined
  }

  /** Says which rows and which columns, by their numbers, are in view. */
  want(rows: RowSpan, columns: readonly number[]) {
    this.#wanted = new Map(this.#tilesOf(rows, columns).map((tile) => [this.#key(tile), tile]))
    for (const [key, controller] of this.#pending) {
      if (this.#wanted.has(key)) continue
      controller.abort()
      this.#pending.delete(key)
    }
    for (const key of this.#wanted.keys()) this.#use(key)
    if (this.#missing().length === 0) return
    clearTimeout(this.#timer)
    const now = performance.now()
    if (now - this.#asked > REST_MS) this.#ask()
    else this.#timer = setTimeout(() => this.#ask(), REST_MS)
    this.#asked = now
  }

  /** Asks again for what did not come. */
  retry() {
    this.error = null
    this.#changed()
    this.#ask()
  }

  /** Calls everything off and forgets it. */
  reset() {
    clearTimeout(this.#timer)
    for (const controller of this.#pending.values()) controller.abort()
    this.#pending.clear()
    this.#held.clear()
    this.#weight = 0
    this.#asked = Number.NEGATIVE_INFINITY
  }

  #ask() {
    for (const [key, tile] of this.#missing()) void this.#fetch(key, tile)
  }

  async #fetch(key: number, tile: Tile) {
    const controller = new AbortController()
    this.#pending.set(key, controller)
    try {
      const rows = await this.load(tile, controller.signal)
      if (controller.signal.aborted) return
      this.#keep(key, rows)
      this.error = null
    } catch (error) {
      if (controller.signal.aborted) return
      this.error = error
    }
    this.#pending.delete(key)
    this.#changed()
  }

  #missing(): [number, Tile][] {
    return [...this.#wanted].filter(([key]) => !this.#held.has(key) && !this.#pending.has(key))
  }

  #keep(key: number, tile: TileRows) {
    const weight = weigh(tile)
    this.#held.set(key, { tile, weight })
    this.#weight += weight
    for (const [oldest, { weight: freed }] of this.#held) {
      if (this.#weight <= this.budget) break
      if (this.#wanted.has(oldest)) continue
      this.#held.delete(oldest)
      this.#weight -= freed
    }
  }

  /** Moves a tile behind all others of those that may be dropped. */
  #use(key: number) {
    const held = this.#held.get(key)
    if (!held) return
    this.#held.delete(key)
    this.#held.set(key, held)
  }

  #tilesOf({ first, end }: RowSpan, columns: readonly number[]): Tile[] {
    const { pageSize, blockSize, rowCount } = this.shape
    const span = { first: Math.max(0, first), end: Math.min(end, rowCount) }
    const blocks = new Set(columns.map((column) => Math.floor(column / blockSize)))
    return pagesOf(span, pageSize).flatMap((page) => [...blocks].map((block) => ({ page, block })))
  }

  #key({ page, block }: Tile): number {
    return page * Math.ceil(this.shape.columnCount / this.shape.blockSize) + block
  }

  #changed() {
    this.version++
    for (const notify of this.#listeners) notify()
  }
}

/** About the characters that rows take in memory; a value costs some itself. */
function weigh({ rows }: TileRows): number {
  let weight = 0
  for (const row of rows) for (const value of row) weight += 12 + (value?.length ?? 0)
  return weight
}
