import { textTable } from '../text-table.ts';
import { GATES, INFORMATIVE, type Finding } from './gate-result.ts';
import type { EngineMeasurement } from './measure-engines.ts';

/** What came of the gates, for a person to read. */
export function enginesReport(measurements: readonly EngineMeasurement[]): string {
  const rows = measurements.flatMap(({ version, gates }) =>
    gates.map(({ gate, run, answered, notRun, failures, explained }) => [
      `${version}  ${gate}${INFORMATIVE.has(gate) ? ' (informative)' : ''}`,
      ...[run, answered, failures.length, explained.length, notRun.length].map(String),
    ]),
  );
  const lists = measurements.flatMap(({ version, gates }) =>
    gates.flatMap(({ gate, run, failures, notRun, explained }, index) => [
      ...list(`${version}, ${gate}: ${GATES[gate]}. ${INFORMATIVE.has(gate) ? 'Otherwise in' : 'Broken by'}`, failures),
      // The gates of benign statements leave out the same ones, and each may leave out more.
      ...list(`${version}${index === 0 ? '' : `, ${gate}`}: not run`, index === 0 ? notRun : notRun.filter(({ id }) => !gates[0]?.notRun.some((first) => first.id === id))),
      ...(gate === 'guard-alone' && run === 0 ? [`${version}, ${gate}: no attack was accepted, so none was run`] : []),
      ...explained.slice(0, 1).map(({ what }) => `${version}, ${gate}: explained ${explained.length} times, ${what}`),
    ]),
  );
  const without = measurements.filter(({ gates }) => !gates.some(({ gate }) => gate === 'session-alone'));
  const missing = without.map(({ version }) => `${version}: no session-alone, because the project has no adapter for it`);
  return [textTable(['', 'runs', 'answered', 'broken', 'explained', 'not run'], rows), ...lists, ...missing].join('\n\n');
}

/** The most findings of a list that are shown; `--json` has all of them. */
const SHOWN = 40;

function list(title: string, findings: readonly Finding[]): readonly string[] {
  if (findings.length === 0) return [];
  const rest = findings.length > SHOWN ? [`  … and ${findings.length - SHOWN} more; --json has all of them`] : [];
  return [[title, ...findings.slice(0, SHOWN).map(({ id, what }) => `  ${id}  ${what}`), ...rest].join('\n')];
}
