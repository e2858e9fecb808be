import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { expect, it } from 'vitest'

/*
 * Code flows one way: app → routes → shell → features → ui → api, lib. The
 * shell is the frame around the pages and composes features; features do not
 * know each other. Only api/ speaks to the generated client.
 */
const layers = ['app', 'routes', 'shell', 'features', 'ui', 'api', 'lib'] as const
type Layer = (typeof layers)[number]

const mayImport: Record<Layer, Layer[]> = {
  app: ['routes', 'shell', 'features', 'ui', 'api', 'lib'],
  routes: ['shell', 'features', 'ui', 'api', 'lib'],
  shell: ['features', 'ui', 'api', 'lib'],
  features: ['ui', 'api', 'lib'],
  ui: ['api', 'lib'],
  api: ['lib'],
  lib: ['api'],
}

const source = join(import.meta.dirname, '..')

type Import = { file: string; target: string }

function* importsOf(folder: string): Generator<Import> {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const file = relative(source, path).split(sep).join('/')
    if (!entry.isFile() || !/\.tsx?$/.test(file) || file.startsWith('api/generated/')) continue
    const text = readFileSync(path, 'utf8')
    for (const match of text.matchAll(/(?:from|import)\s*\(?'([^']+)'/g)) {
      const written = match[1] ?? ''
      if (written.startsWith('@/')) yield { file, target: written.slice(2) }
      else if (written.startsWith('.')) {
        yield {
          file,
          target: relative(source, join(entry.parentPath, written)).split(sep).join('/'),
        }
      }
    }
  }
}

const imports = [...importsOf(source)]
const layerOf = (path: string) => layers.find((layer) => path.startsWith(`${layer}/`))
const featureOf = (path: string) => /^features\/([^/]+)\//.exec(path)?.[1]

it('finds the imports it judges', () => {
  expect(imports.length).toBeGreaterThan(200)
})

it('lets code flow one way', () => {
  const wrong = imports.filter(({ file, target }) => {
    const from = layerOf(file)
    const to = layerOf(target)
    return from && to && from !== to && !mayImport[from].includes(to)
  })
  expect(wrong).toEqual([])
})

it('keeps features apart', () => {
  const wrong = imports.filter(({ file, target }) => {
    const from = featureOf(file)
    const to = featureOf(target)
    return from && to && from !== to
  })
  expect(wrong).toEqual([])
})

it('lets only api/ use the generated client, and others its types through api/', () => {
  const wrong = imports.filter(
    ({ file, target }) => target.startsWith('api/generated/') && !file.startsWith('api/'),
  )
  expect(wrong).toEqual([])
})
