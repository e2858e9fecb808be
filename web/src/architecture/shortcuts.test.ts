import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, it } from 'vitest'

/* The shortcuts of the shell hold on every page, so nothing else may be bound to them. */
const source = join(import.meta.dirname, '..')

type Binding = { file: string; keys: string }

function* bindings(): Generator<Binding> {
  for (const entry of readdirSync(source, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const file = relative(source, path).split(sep).join('/')
    if (!entry.isFile() || !/\.tsx?$/.test(file) || file.includes('.test.')) continue
    for (const [, keys = ''] of readFileSync(path, 'utf8').matchAll(/\bkeys: '([^']+)'/g))
      yield { file, keys }
  }
}

const all = [...bindings()]
// What begins with "workbench" or ends so belongs to the page of a query.
const everywhere = all.filter(
  ({ file }) => file.startsWith('shell/') && !file.includes('workbench'),
)

it('finds the shortcuts of the shell', () => {
  const keys = everywhere.map((binding) => binding.keys)
  expect(keys).toEqual(expect.arrayContaining(['g h', 'g c', 'g w', 'g t', 'mod+k']))
})

it('binds no shortcut of the shell a second time', () => {
  const twice = everywhere.flatMap((binding) =>
    all
      .filter((other) => other !== binding && other.keys === binding.keys)
      .map((other) => `${binding.keys}: ${binding.file} and ${other.file}`),
  )
  expect(twice).toEqual([])
})
