import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { z } from '@/lib/zod'

/*
 * A file in frames, with progress between them and what it came to at its end:
 * a letter for the kind, four bytes for the length, as many bytes. The server
 * writes it so in internal/framed, because browsers show no trailers.
 */

const progress = z.object({ rows: z.number() })
const end = z.object({
  rows: z.number(),
  bytes: z.number(),
  /** SHA-256 in hex. */
  checksum: z.string(),
  notices: z.array(z.string()).optional(),
})
const failure = z.object({ code: z.string(), message: z.string(), next: z.string().optional() })

export type FramedEnd = z.infer<typeof end>

/** Why a file is not whole: the server's words, or that it ended early or came changed. */
export class BrokenOff extends Error {
  readonly next: string
  constructor(message: string, next = 'Try again; nothing of the result is lost.') {
    super(message)
    this.name = 'BrokenOff'
    this.next = next
  }
}

type Listener = {
  /** Bytes of the file, in order. */
  onData: (part: Uint8Array) => void
  onProgress: (rows: number) => void
}

const HEAD = 5

/** Reads to the end, and throws BrokenOff unless length and checksum are those that were told. */
export async function readFramed(
  body: ReadableStream<Uint8Array>,
  { onData, onProgress }: Listener,
): Promise<FramedEnd> {
  const sum = sha256.create()
  let length = 0
  let kind = ''
  /** Bytes that the current frame still lacks. */
  let left = 0
  /** The head of a frame, or the content of one that is not data, as far as it came. */
  let held = new Uint8Array(0)
  let told: FramedEnd | undefined

  const note = (content: Uint8Array) => {
    const value: unknown = JSON.parse(new TextDecoder().decode(content))
    if (kind === 'P') onProgress(progress.parse(value).rows)
    else if (kind === 'E') told = end.parse(value)
    else if (kind === 'F') {
      const why = failure.parse(value)
      throw new BrokenOff(why.message, why.next)
    } else throw new BrokenOff(`The server sent a frame of the unknown kind ${kind}.`)
  }
  const take = (piece: Uint8Array) => {
    let at = 0
    while (at < piece.length) {
      if (kind === '') {
        const head = joined(held, piece.subarray(at, at + HEAD - held.length))
        at += head.length - held.length
        held = head
        if (head.length < HEAD) return
        kind = String.fromCharCode(head[0] ?? 0)
        left = new DataView(head.buffer, head.byteOffset).getUint32(1)
        held = new Uint8Array(0)
      }
      const part = piece.subarray(at, at + left)
      at += part.length
      left -= part.length
      if (kind === 'D') {
        sum.update(part)
        length += part.length
        onData(part)
      } else held = joined(held, part)
      if (left > 0) return
      if (kind !== 'D') note(held)
      held = new Uint8Array(0)
      kind = ''
    }
  }

  const reader = body.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      take(value)
    }
  } finally {
    // Nothing more of it is wanted, whole or not.
    reader.cancel().catch(() => undefined)
  }
  if (!told) throw new BrokenOff('The download ended before the file was whole.')
  if (told.bytes !== length || told.checksum !== bytesToHex(sum.digest())) {
    throw new BrokenOff('What came is not what the server sent: length or checksum differ.')
  }
  return told
}

function joined(a: Uint8Array, b: Uint8Array) {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
