import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Told = { path: string; title: string; message: string; severity: string };

/** A receiver of webhooks on this machine that keeps what it gets. */
export async function startReceiver() {
  const told: Told[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      told.push({ path: request.url ?? '', ...JSON.parse(body) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { told, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
