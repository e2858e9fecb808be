import { fileURLToPath } from 'node:url'
import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The Go server this dev server stands in front of (`make dev` sets it).
const api = process.env.RECOMAMP_API ?? 'http://127.0.0.1:8484'

export default defineConfig({
  plugins: [
    // Tests import no route tree, so they need no generator.
    !process.env.VITEST &&
      tanstackRouter({
        target: 'react',
        autoCodeSplitting: true,
        quoteStyle: 'single',
        routesDirectory: './src/routes',
        generatedRouteTree: './src/route-tree.gen.ts',
      }),
    react(),
  ],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
  },
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: 'es2023',
    reportCompressedSize: false,
    // The editor is one large chunk by nature; it is loaded only with a query.
    chunkSizeWarningLimit: 6000,
    // The content security policy forbids data: fonts and scripts.
    assetsInlineLimit: 0,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      ['/api', '/sandbox', '/oauth', '/healthz', '/readyz'].map((path) => [
        path,
        { target: api, changeOrigin: false },
      ]),
    ),
  },
  test: {
    restoreMocks: true,
    testTimeout: 30_000,
    // Models are plain TypeScript and need no page; components do.
    projects: [
      {
        extends: true,
        test: { name: 'models', environment: 'node', include: ['src/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'components',
          environment: 'jsdom',
          setupFiles: ['./src/lib/testing/setup.ts'],
          include: ['src/**/*.test.tsx'],
        },
      },
    ],
  },
})
