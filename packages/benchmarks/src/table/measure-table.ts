import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { build, defaultClientConditions, preview } from 'vite';
import { CommandError } from '../command-line.ts';
import { percentile, round } from '../statistics.ts';

export interface TableOptions {
  readonly rows: number;
  readonly events: number;
  readonly runs: number;
}

export interface TableSummary extends TableOptions {
  readonly mountMs: { readonly fastest: number; readonly median: number; readonly slowest: number };
  /** `emptyFrames`: those in which no row was drawn where one should have been. */
  readonly scroll: { readonly framesPerSecond: number; readonly slowestFrameMs: number; readonly emptyFrames: number };
  readonly stream: { readonly milliseconds: number; readonly frames: number; readonly draws: number; readonly mostDrawsInAFrame: number; readonly rowsShown: number };
}

const PAGE = fileURLToPath(new URL('../../page', import.meta.url));
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** How long it is scrolled, in milliseconds. */
const SCROLLED = 3_000;

/** Builds the page as a host would, opens it and has it measure itself. */
export async function measureTable({ rows, events, runs }: TableOptions): Promise<TableSummary> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new CommandError(`There is no browser at ${executablePath}: name one in CHROMIUM_PATH.`, 2);
  const outDir = await mkdtemp(join(tmpdir(), 'nl2sql-table-'));
  try {
    const common = { root: PAGE, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true } } as const;
    await build({ ...common, resolve: { conditions: ['@nl2sql/source', ...defaultClientConditions] }, oxc: { jsx: { runtime: 'automatic' } } });
    const server = await preview({ ...common, preview: { host: '127.0.0.1', port: 0 } });
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(server.resolvedUrls!.local[0]!);
      return await measure(page, { rows, events, runs });
    } finally {
      await browser.close();
      await server.close();
    }
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

async function measure(page: Page, { rows, events, runs }: TableOptions): Promise<TableSummary> {
  const call = <T>(expression: string): Promise<T> => page.evaluate<T>(`tableMeasures.${expression}`);
  const mounts: number[] = [];
  // The first is slower by what the browser compiles, as it is for a reader.
  for (let run = 0; run < runs; run += 1) mounts.push(await call<number>(`mount(${rows})`));
  const scroll = await call<TableSummary['scroll']>(`scroll(${rows}, ${SCROLLED})`);
  const stream = await call<TableSummary['stream']>(`stream(${events})`);
  return {
    rows,
    events,
    runs,
    mountMs: { fastest: round(Math.min(...mounts), 0), median: round(percentile(mounts, 0.5)!, 0), slowest: round(Math.max(...mounts), 0) },
    scroll: { framesPerSecond: round(scroll.framesPerSecond, 1), slowestFrameMs: round(scroll.slowestFrameMs, 0), emptyFrames: scroll.emptyFrames },
    stream: { ...stream, milliseconds: round(stream.milliseconds, 0) },
  };
}
