import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { expect, it } from 'vitest'
import { BrokenOff, readFramed } from './framed'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function frame(kind: string, content: Uint8Array): Uint8Array {
  const out = new Uint8Array(5 + content.length)
  out[0] = kind.charCodeAt(0)
  new DataView(out.buffer).setUint32(1, content.length)
  out.set(content, 5)
  return out
}

const note = (kind: string, value: unknown) => frame(kind, bytesOf(JSON.stringify(value)))

const endOf = (text: string) => ({
  rows: 2,
  bytes: bytesOf(text).length,
  checksum: bytesToHex(sha256(bytesOf(text))),
})

/** A body that comes in pieces of so many bytes. */
function body(frames: Uint8Array[], piece: number): ReadableStream<Uint8Array> {
  const all = Uint8Array.from(frames.flatMap((one) => [...one]))
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < all.length; at += piece) controller.enqueue(all.slice(at, at + piece))
      controller.close()
    },
  })
}

async function read(frames: Uint8Array[], piece = 7) {
  let text = ''
  const rows: number[] = []
  const end = await readFramed(body(frames, piece), {
    onData: (part) => {
      text += new TextDecoder().decode(part)
    },
    onProgress: (count) => rows.push(count),
  })
  return { text, rows, end }
}

it.each([1, 4, 5, 6, 1000])('puts a file together that comes %i bytes at a time', async (piece) => {
  const frames = [
    frame('D', bytesOf('a,b\n')),
    note('P', { rows: 1 }),
    frame('D', bytesOf('1,2\n')),
    note('E', { ...endOf('a,b\n1,2\n'), notices: ['cut'] }),
  ]
  const { text, rows, end } = await read(frames, piece)
  expect(text).toBe('a,b\n1,2\n')
  expect(rows).toEqual([1])
  expect(end.notices).toEqual(['cut'])
})

it('takes no file for whole that ends early, is changed or was broken off', async () => {
  const data = frame('D', bytesOf('abc'))
  await expect(read([data])).rejects.toThrow('ended before the file was whole')
  await expect(read([data, note('E', endOf('abcd')).slice(0, 20)])).rejects.toThrow(BrokenOff)
  await expect(read([data, note('E', endOf('abd'))])).rejects.toThrow('checksum differ')
  await expect(
    read([data, note('F', { code: 'x', message: 'The disk is gone.' })]),
  ).rejects.toThrow('The disk is gone.')
})
