import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Milliseconds to import LangGraph in a fresh process: what the first run of a process pays once. */
export function langGraphImportMs(): number {
  const core = createRequire(import.meta.url).resolve('@nl2sql/core/package.json');
  const langGraph = pathToFileURL(createRequire(core).resolve('@langchain/langgraph')).href;
  const script = `const start = performance.now(); await import(${JSON.stringify(langGraph)}); console.log(performance.now() - start);`;
  return Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' }));
}
