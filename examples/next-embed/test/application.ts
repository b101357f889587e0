import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { createEndlessDatabase } from '@nl2sql/example-demo-data/endless';
import { install } from './install.ts';

/** The application, built and started by the commands of Next.js. */
export interface Application {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const EXAMPLE = fileURLToPath(new URL('..', import.meta.url));
/** Within the repository, since links out of it are not followed. */
const FOLDERS = fileURLToPath(new URL('../../../.tmp/', import.meta.url));

export async function startApplication(): Promise<Application> {
  mkdirSync(FOLDERS, { recursive: true });
  const folder = mkdtempSync(join(FOLDERS, 'next-embed-'));
  install(EXAMPLE, ['app', 'server', 'next.config.ts', 'package.json', 'tsconfig.json'], folder);
  const next = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [join(folder, 'node_modules/next/dist/bin/next'), ...args], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', SHOP_DATABASE: createdOnce() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  let file: string | undefined;
  const createdOnce = (): string => (file ??= createEndlessDatabase(join(folder, 'shop.sqlite')));

  const building = next('build');
  const [said, complained, [code]] = await Promise.all([text(building.stdout!), text(building.stderr!), once(building, 'exit')]);
  if (code !== 0) throw new Error(`next build failed:\n${said}\n${complained}`);

  const server = next('start', '--hostname', '127.0.0.1', '--port', '0');
  const end = (): boolean => server.kill();
  process.once('exit', end);
  server.stderr!.pipe(process.stderr);
  return {
    url: await addressOf(server),
    async close() {
      process.off('exit', end);
      const ended = once(server, 'exit');
      end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the server listens, once it does. */
async function addressOf(server: ChildProcess): Promise<string> {
  let url: string | undefined;
  for await (const line of createInterface({ input: server.stdout! })) {
    url ??= /Local:\s+(http:\S+)/.exec(line)?.[1];
    if (url !== undefined && line.includes('Ready')) {
      server.stdout!.resume();
      return url;
    }
  }
  throw new Error('next start ended before it listened.');
}
