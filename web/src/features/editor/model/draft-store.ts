import type { Query } from '@/api/queries'
import { baseOf, type Content, contentOf, type Draft, draftSchema, sameContent } from './draft'

/** A longer text takes a while to store, in characters, and is stored at a pause in the writing. */
const SOON = 50_000
/** In milliseconds. */
const PAUSE = 500

/** Where drafts are kept; the browser's localStorage, or a map in tests. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

/** An editor tab: a saved query by id, or new writing by a key of our own. */
export type Tab = { key: string; title: string }

export const newKey = (id: string) => `new:${id}`
export const savedKey = (queryId: string) => `query:${queryId}`

/**
 * The one place that knows what is being written. Drafts belong to a person:
 * they outlive reloads and sessions, and nobody else who signs in at the same
 * browser sees them. Each draft is an entry of its own, so that two browser
 * tabs that edit different queries never overwrite each other.
 */
export class DraftStore {
  private readonly listeners = new Set<() => void>()
  private readonly cache = new Map<string, Draft | null>()
  private openTabs: Tab[]
  private kept = true
  /** New writing that was saved, by its key: its editor may be shown for a moment longer. */
  private readonly movedOn = new Map<string, Query>()
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>()

  constructor(
    private readonly personId: string,
    private readonly storage: Storage,
    private readonly now: () => number = Date.now,
  ) {
    this.openTabs = this.readTabs()
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  tabs = (): Tab[] => this.openTabs

  /** False once the browser refused to store a draft. */
  isKept = (): boolean => this.kept

  draft(key: string): Draft | null {
    const moved = this.movedOn.get(key)
    if (moved) {
      const written = this.draft(savedKey(moved.id))
      return written ?? { base: baseOf(moved), content: contentOf(moved), changedAt: this.now() }
    }
    const cached = this.cache.get(key)
    if (cached !== undefined) return cached
    const read = this.readDraft(key)
    this.cache.set(key, read)
    return read
  }

  write(key: string, draft: Omit<Draft, 'changedAt'>) {
    const moved = this.movedOn.get(key)
    if (moved) {
      this.write(savedKey(moved.id), { ...draft, base: baseOf(moved) })
      return
    }
    const dated = { ...draft, changedAt: this.now() }
    this.cache.set(key, dated)
    this.forget(key)
    if (draft.content.sql.length <= SOON) this.store(this.draftEntry(key), dated)
    else
      this.waiting.set(
        key,
        setTimeout(() => this.keep(key), PAUSE),
      )
    this.changed()
  }

  /** Stores what waits for a pause in the writing, such as before the page goes. */
  flush = () => {
    for (const key of [...this.waiting.keys()]) this.keep(key)
  }

  private keep(key: string) {
    this.forget(key)
    const draft = this.cache.get(key)
    if (draft) this.store(this.draftEntry(key), draft)
  }

  private forget(key: string) {
    clearTimeout(this.waiting.get(key))
    this.waiting.delete(key)
  }

  /** Forgets what was written, such as after it was saved. */
  drop(key: string) {
    this.forget(key)
    this.cache.set(key, null)
    this.remove(this.draftEntry(key))
    this.changed()
  }

  /** Forgets everything, also what waits to be stored: whoever wrote it has signed out. */
  discard() {
    for (const key of [...this.waiting.keys()]) this.forget(key)
    this.cache.clear()
    this.movedOn.clear()
    this.openTabs = []
    this.changed()
  }

  /** Opens a tab unless it is open. */
  open(tab: Tab) {
    if (this.openTabs.some(({ key }) => key === tab.key)) return
    this.setTabs([...this.openTabs, tab])
  }

  /** Renames a tab while it is open. */
  rename(key: string, title: string) {
    const at = this.openTabs.findIndex((tab) => tab.key === key)
    if (at === -1 || this.openTabs[at]?.title === title) return
    this.setTabs(this.openTabs.with(at, { key, title }))
  }

  /**
   * What a tab shows was saved as it was sent: the tab goes on as that query's, and
   * what was written while it was being saved is a draft on top of it.
   */
  saved(key: string, query: Query, sent: Content) {
    const tab = { key: savedKey(query.id), title: query.name }
    const written = this.draft(key)?.content
    // The saved query may be open in a tab of its own already.
    const others = this.openTabs.filter((open) => open.key === key || open.key !== tab.key)
    this.drop(key)
    if (key !== tab.key) this.movedOn.set(key, query)
    if (written && !sameContent(written, sent)) {
      this.write(tab.key, { base: baseOf(query), content: written })
    }
    this.setTabs(others.map((open) => (open.key === key ? tab : open)))
  }

  /** Closes a tab and drops its draft; gives the key of the tab to show instead. */
  close(key: string): string | null {
    const at = this.openTabs.findIndex((tab) => tab.key === key)
    const left = this.openTabs.filter((tab) => tab.key !== key)
    this.drop(key)
    this.setTabs(left)
    return left[Math.max(0, at - 1)]?.key ?? null
  }

  /** The key of the tab to the right, around the end. */
  after(key: string): string | null {
    const at = this.openTabs.findIndex((tab) => tab.key === key)
    return this.openTabs[(at + 1) % this.openTabs.length]?.key ?? null
  }

  /** The id of new writing that was opened and not begun, so that there is never a second one. */
  blank(): string | null {
    const tab = this.openTabs.find(
      ({ key, title }) => key.startsWith(newKey('')) && title === '' && this.draft(key) === null,
    )
    return tab ? tab.key.slice(newKey('').length) : null
  }

  /** Takes over what another browser tab wrote. */
  reread(storageKey: string | null) {
    if (storageKey !== null && !storageKey.startsWith(this.prefix())) return
    this.flush()
    this.cache.clear()
    this.openTabs = this.readTabs()
    this.changed()
  }

  private setTabs(tabs: Tab[]) {
    this.openTabs = tabs
    this.store(this.tabsEntry(), tabs)
    this.changed()
  }

  private readTabs(): Tab[] {
    const value = this.parse(this.tabsEntry())
    if (!Array.isArray(value)) return []
    return value.filter((tab) => typeof tab?.key === 'string' && typeof tab?.title === 'string')
  }

  private readDraft(key: string): Draft | null {
    const parsed = draftSchema.safeParse(this.parse(this.draftEntry(key)))
    return parsed.success ? parsed.data : null
  }

  private parse(entry: string): unknown {
    try {
      return JSON.parse(this.storage.getItem(entry) ?? 'null')
    } catch {
      return null
    }
  }

  private store(entry: string, value: unknown) {
    try {
      this.storage.setItem(entry, JSON.stringify(value))
      this.kept = true
    } catch {
      this.kept = false
    }
  }

  private remove(entry: string) {
    try {
      this.storage.removeItem(entry)
    } catch {
      // Then there is nothing stored that could come back.
    }
  }

  private changed() {
    for (const notify of this.listeners) notify()
  }

  private prefix = () => `recomamp:${this.personId}:`
  private tabsEntry = () => `${this.prefix()}tabs`
  private draftEntry = (key: string) => `${this.prefix()}draft:${key}`
}
