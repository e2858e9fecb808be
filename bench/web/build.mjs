// Makes a page of each grid in the folder dist, all of it in one file.
import { mkdir, writeFile } from 'node:fs/promises'
import { build } from 'esbuild'

const pages = { glide: 'glide.tsx', 'ag-grid': 'ag-grid.ts' }
await mkdir('dist', { recursive: true })
for (const [name, entry] of Object.entries(pages)) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'dist',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  })
  const text = (end) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? ''
  const script = text('.js').replaceAll('</script', '<\\/script')
  const page = `<!doctype html><meta charset="utf-8"><title>${name}</title>
<style>html, body, #grid { height: 100%; margin: 0 } ${text('.css')}</style>
<div id="grid"></div><div id="portal"></div>
<script>${script}</script>`
  await writeFile(`dist/${name}.html`, page)
}
