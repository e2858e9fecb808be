type Page<T> = { items: T[]; nextCursor?: string }

/** More pages than this are not read to the end; a list of so many is for a search. */
const MOST = 50

/** Reads a list to its end, page by page; one that is bounded by what is asked may have any number. */
export async function everyPage<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  most = MOST,
): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < most; page++) {
    const { items: more, nextCursor } = await read(cursor)
    items.push(...more)
    if (!nextCursor) return items
    cursor = nextCursor
  }
  return items
}
