import { describe, expect, it, vi } from 'vitest'
import { memoryStorage, query } from '../testing'
import { baseOf, contentOf, emptyContent, sameContent } from './draft'
import { DraftStore, newKey, savedKey } from './draft-store'

const written = (sql: string) => ({ base: null, content: { ...emptyContent, sql } })

describe('DraftStore', () => {
  it('brings a draft and its tab back after a reload', () => {
    const storage = memoryStorage()
    const before = new DraftStore('ada', storage, () => 7)
    before.open({ key: newKey('1'), title: 'Untitled' })
    before.write(newKey('1'), written('SELECT 1'))

    const after = new DraftStore('ada', storage)
    expect(after.tabs()).toEqual([{ key: 'new:1', title: 'Untitled' }])
    expect(after.draft(newKey('1'))).toMatchObject({ changedAt: 7, content: { sql: 'SELECT 1' } })
  })

  it('stores a long text at a pause, when the page goes, and never after it was dropped', () => {
    vi.useFakeTimers()
    try {
      const storage = memoryStorage()
      const store = new DraftStore('ada', storage)
      const stored = () => storage.entries.has('recomamp:ada:draft:new:1')
      store.write('new:1', written('x'.repeat(60_000)))
      expect(store.draft('new:1')?.content.sql).toHaveLength(60_000)
      expect(stored()).toBe(false)
      vi.advanceTimersByTime(600)
      expect(stored()).toBe(true)

      store.drop('new:1')
      store.write('new:1', written('y'.repeat(60_000)))
      store.flush()
      expect(stored()).toBe(true)
      store.write('new:1', written('z'.repeat(60_000)))
      store.drop('new:1')
      vi.advanceTimersByTime(600)
      expect(stored()).toBe(false)
    } finally {
      vi.useRealTimers()
    }
  })

  it('knows the new writing that nobody began, and the tab to the right', () => {
    const store = new DraftStore('ada', memoryStorage())
    store.open({ key: savedKey('q1'), title: 'Reach' })
    store.open({ key: newKey('1'), title: '' })
    store.write(newKey('1'), written('SELECT 1'))
    expect(store.blank()).toBeNull()
    store.open({ key: newKey('2'), title: '' })
    expect(store.blank()).toBe('2')
    expect(store.after(newKey('1'))).toBe('new:2')
    expect(store.after(newKey('2'))).toBe('query:q1')
  })

  it('keeps the drafts of two people apart', () => {
    const storage = memoryStorage()
    new DraftStore('ada', storage).write(newKey('1'), written('SELECT secret'))
    expect(new DraftStore('eve', storage).draft(newKey('1'))).toBeNull()
  })

  it('starts afresh when the storage was spoilt', () => {
    const storage = memoryStorage()
    storage.setItem('recomamp:ada:tabs', '{"no":"list"}')
    storage.setItem('recomamp:ada:draft:new:1', '{"content":{"sql":4}}')
    const store = new DraftStore('ada', storage)
    expect(store.tabs()).toEqual([])
    expect(store.draft('new:1')).toBeNull()
  })

  it('says when the browser no longer stores what is written', () => {
    const full = {
      ...memoryStorage(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    const store = new DraftStore('ada', full)
    store.write('new:1', written('SELECT 1'))
    expect(store.isKept()).toBe(false)
    expect(store.draft('new:1')?.content.sql).toBe('SELECT 1')
  })

  it('turns the tab of new writing into that of the saved query', () => {
    const store = new DraftStore('ada', memoryStorage())
    store.open({ key: 'new:1', title: 'Untitled' })
    store.open({ key: 'query:b', title: 'B' })
    store.write('new:1', written('SELECT 1'))
    store.saved('new:1', query({ id: 'a', sql: 'SELECT 1' }), written('SELECT 1').content)
    expect(store.tabs().map((tab) => tab.key)).toEqual(['query:a', 'query:b'])
    expect(store.draft(savedKey('a'))).toBeNull()
  })

  it('keeps what was written while it was saved, as a draft of what was saved', () => {
    const storage = memoryStorage()
    const store = new DraftStore('ada', storage)
    for (const key of ['new:1', savedKey('a')]) {
      const saved = query({ id: 'a', sql: 'SELECT 1' })
      store.open({ key, title: '' })
      store.write(key, written('SELECT 1, 2'))
      store.saved(key, saved, written('SELECT 1').content)
      const kept = new DraftStore('ada', storage).draft(savedKey('a'))
      expect(kept).toMatchObject({ base: baseOf(saved), content: { sql: 'SELECT 1, 2' } })
    }
  })

  it('goes on where it was saved, as long as the editor of new writing is still shown', () => {
    const storage = memoryStorage()
    const store = new DraftStore('ada', storage)
    const saved = query({ id: 'a', sql: 'SELECT 1' })
    store.open({ key: 'new:1', title: '' })
    store.write('new:1', written('SELECT 1'))
    store.saved('new:1', saved, written('SELECT 1').content)
    expect(store.draft('new:1')?.content.sql).toBe('SELECT 1')

    store.write('new:1', written('SELECT 1, 2'))
    const after = new DraftStore('ada', storage)
    expect(after.draft('new:1')).toBeNull()
    expect(after.draft(savedKey('a'))).toMatchObject({
      base: baseOf(saved),
      content: { sql: 'SELECT 1, 2' },
    })
  })

  it('does not bring a tab back by its title', () => {
    const store = new DraftStore('ada', memoryStorage())
    store.open({ key: 'new:1', title: '' })
    store.rename('new:1', 'Reach')
    store.saved('new:1', query({ id: 'a', name: 'Reach' }), emptyContent)
    store.rename('new:1', '')
    expect(store.tabs()).toEqual([{ key: 'query:a', title: 'Reach' }])
  })

  it('keeps the tab of a query that was saved again, with its new name', () => {
    const store = new DraftStore('ada', memoryStorage())
    store.open({ key: savedKey('a'), title: 'A' })
    store.saved(savedKey('a'), query({ id: 'a', name: 'A, better' }), emptyContent)
    expect(store.tabs()).toEqual([{ key: 'query:a', title: 'A, better' }])
  })

  it('shows the tab to the left after one was closed', () => {
    const store = new DraftStore('ada', memoryStorage())
    for (const key of ['a', 'b', 'c']) store.open({ key, title: key })
    expect(store.close('b')).toBe('a')
    expect(store.close('a')).toBe('c')
    expect(store.close('c')).toBeNull()
  })

  it('takes over what another browser tab wrote', () => {
    const storage = memoryStorage()
    const here = new DraftStore('ada', storage)
    here.draft('new:1')
    new DraftStore('ada', storage).write('new:1', written('SELECT 2'))
    here.reread('recomamp:ada:draft:new:1')
    expect(here.draft('new:1')?.content.sql).toBe('SELECT 2')
  })
})

describe('content', () => {
  it('is the same with a member missing or undefined', () => {
    const saved = contentOf(query({ parameters: [{ name: 'x', type: 'STRING', array: false }] }))
    const read = {
      ...saved,
      parameters: [{ name: 'x', type: 'STRING' as const, array: false, description: undefined }],
    }
    expect(sameContent(saved, read)).toBe(true)
    expect(sameContent(saved, { ...saved, sql: 'SELECT 2' })).toBe(false)
  })

  it('binds to the instance when a query has one, else to the client', () => {
    const client = { id: 'c1', name: 'Northwind', color: '#2f6fde' }
    expect(contentOf(query({ client }))).toMatchObject({ clientId: 'c1', instanceId: undefined })
    expect(contentOf(query({ client, instanceId: 'i1' }))).toMatchObject({
      clientId: undefined,
      instanceId: 'i1',
    })
  })

  it('grows from a revision', () => {
    expect(baseOf(query())).toEqual({ id: 'qry_1', revision: 5, version: 3 })
  })
})
