import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.env.RECOMAMP_E2E_BINARY ?? path.resolve(import.meta.dirname, '../bin/recomamp');

/** The real program, started on a free port with a data folder of its own. */
export class Program {
  #process: ChildProcess | undefined;
  #log: string[] = [];
  #port = '0';
  readonly dataDir: string;
  url = '';
  /** The one-time link of a first start, when no owner exists yet. */
  setupUrl = '';

  private constructor(
    dataDir: string,
    private readonly env: Record<string, string>,
  ) {
    this.dataDir = dataDir;
  }

  /** Starts with the settings given, on a copy of the data folder given or on an empty one. */
  static async start(env: Record<string, string> = {}, from?: string): Promise<Program> {
    const program = new Program(await mkdtemp(path.join(tmpdir(), 'recomamp-e2e-')), env);
    if (from) await cp(from, program.dataDir, { recursive: true });
    await program.boot();
    return program;
  }

  /** Starts the process (again, on the same port and data) and waits until it is ready. */
  async boot(): Promise<void> {
    const child = spawn(
      binary,
      ['serve', '--addr', `127.0.0.1:${this.#port}`, '--data-dir', this.dataDir],
      { env: { ...process.env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`serve was not ready in 60 s\n${this.log()}`)), 60_000);
      const read = (line: string) => {
        this.#log.push(line);
        const setup = line.match(/https?:\/\/\S+\/setup#\S+/);
        if (setup) this.setupUrl = setup[0];
        const address = line.match(/http:\/\/localhost:(\d+)/);
        if (address?.[1] && !this.url) {
          this.#port = address[1];
          this.url = `http://localhost:${address[1]}`;
        }
        if (address) {
          clearTimeout(deadline);
          resolve();
        }
      };
      createInterface({ input: child.stdout }).on('line', read);
      createInterface({ input: child.stderr }).on('line', (line) => this.#log.push(line));
      child.once('exit', (code) => {
        clearTimeout(deadline);
        reject(new Error(`serve ended with ${code}\n${this.log()}`));
      });
    });
    await this.ready();
  }

  /** Ends the process at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends the process in good order and keeps its data. */
  async shutDown(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async stop(): Promise<void> {
    await this.shutDown();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  log(): string {
    return this.#log.join('\n');
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`/readyz did not answer in 60 s\n${this.log()}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}
