import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Longer than any module takes on a machine that is not stuck. */
const LIMIT_MS = 60_000;

/** The folder of a package of this workspace. */
export function packageFolder(name: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
}

export interface ImportTime {
  readonly ms: number;
  /** Of the processor, which a busy machine changes less; above `ms` where threads work beside each other. */
  readonly cpuMs: number;
}

/**
 * What importing modules takes, one after the other, in a fresh process: the start of Node is not counted.
 *
 * @param folder - They are found as a file of this folder would find them.
 */
export function importTime(specifiers: readonly string[], folder: string): ImportTime {
  const imports = specifiers.map((specifier) => `await import(${JSON.stringify(specifier)});`).join(' ');
  const script = `
    const [start, before] = [performance.now(), process.cpuUsage()];
    ${imports}
    const [ms, { user, system }] = [performance.now() - start, process.cpuUsage(before)];
    process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1_000 }), () => process.exit());`;
  return JSON.parse(runNode(script, folder)) as ImportTime;
}

/** Milliseconds from the start of a process that does nothing to its end. */
export function bareNodeMs(): number {
  const start = performance.now();
  runNode('', process.cwd());
  return performance.now() - start;
}

/** Milliseconds to import LangGraph in a fresh process: what the first run of a process pays once. */
export function langGraphImportMs(): number {
  return importTime(['@langchain/langgraph'], packageFolder('@nl2sql/core')).ms;
}

function runNode(script: string, cwd: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], { cwd, encoding: 'utf8', timeout: LIMIT_MS, stdio: ['ignore', 'pipe', 'inherit'] });
}
