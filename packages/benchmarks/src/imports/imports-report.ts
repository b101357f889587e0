import { fixed, textTable } from '../text-table.ts';
import { type ImportsSummary, TARGET_MS } from './measure-imports.ts';

export function importsReport({ node, runs, bareNodeMs, entries, slow }: ImportsSummary): string {
  return [
    `Cold imports of the built files, the fastest of ${runs} fresh processes, ms; Node ${node}, which takes ${bareNodeMs} ms to start and end.`,
    '',
    textTable(
      ['entry', 'import', 'CPU', 'SDK on first use', 'SDK', 'CPU'],
      entries.map(({ entry, importMs, importCpuMs, sdks, sdkMs, sdkCpuMs }) => [
        entry,
        fixed(importMs, 1),
        fixed(importCpuMs, 1),
        ...(sdks.length === 0 ? [] : [sdks.join(' '), fixed(sdkMs, 1), fixed(sdkCpuMs, 1)]),
      ]),
    ),
    '',
    slow.length === 0 ? `No entry takes more than ${TARGET_MS} ms.` : `More than ${TARGET_MS} ms: ${slow.join(', ')}.`,
  ].join('\n');
}
