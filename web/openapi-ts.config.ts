import { defineConfig } from '@hey-api/openapi-ts'

// openapi.json comes from the Go types (`make generate`), never from hand.
export default defineConfig({
  input: './openapi.json',
  output: { path: './src/api/generated' },
  plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
})
