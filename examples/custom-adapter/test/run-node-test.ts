import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

export interface NodeTestResult {
  readonly passed: number;
  readonly notPassed: number;
  /** What the runner printed. */
  readonly output: string;
}

/** Runs the files of cases beside this one with Node's own test runner. */
export function runNodeTest(nodeOptions: readonly string[] = []): Promise<NodeTestResult> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const files = readdirSync(folder).filter((name) => name.endsWith('.cases.ts'));
  const tsx = createRequire(import.meta.url).resolve('tsx');
  return new Promise((resolve) => {
    execFile(process.execPath, [...nodeOptions, '--import', tsx, '--test', '--test-reporter=tap', ...files], { cwd: folder, timeout: 280_000, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? Number.NaN);
      const output = `${stdout}${stderr}${error === null ? '' : error.message}`;
      resolve({ passed: count('pass'), notPassed: count('tests') - count('pass') + (error === null ? 0 : 1), output });
    });
  });
}
