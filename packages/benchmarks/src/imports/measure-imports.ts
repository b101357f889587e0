import { bareNodeMs, type ImportTime, importTime, packageFolder } from '../import-time.ts';
import { round } from '../statistics.ts';
import { builtEntries } from './built-entries.ts';

/** Milliseconds that importing an entry may take. */
export const TARGET_MS = 150;

export interface EntryImport {
  readonly entry: string;
  readonly importMs: number;
  readonly importCpuMs: number;
  /** What it loads of its optional peers at the first use. */
  readonly sdks: readonly string[];
  /** Milliseconds to import these, on their own; null where there are none. */
  readonly sdkMs: number | null;
  readonly sdkCpuMs: number | null;
}

export interface ImportsSummary {
  readonly node: string;
  readonly runs: number;
  readonly bareNodeMs: number;
  readonly entries: readonly EntryImport[];
  /** Entries above the target. */
  readonly slow: readonly string[];
}

/** Measures every entry once a round, so that what else a machine does falls on all of them, and takes the fastest: it only adds. */
export function measureImports(runs: number, tell: (round: number) => void): ImportsSummary {
  const adapters = packageFolder('@nl2sql/adapters');
  const entries = [packageFolder('@nl2sql/core'), adapters].flatMap(builtEntries);
  const bare: number[] = [];
  const times = new Map<string, ImportTime[]>();
  const measure = (specifiers: readonly string[]): void => {
    times.set(specifiers.join(), [...(times.get(specifiers.join()) ?? []), importTime(specifiers, adapters)]);
  };
  const sdkLists = new Map(entries.filter(({ sdks }) => sdks.length > 0).map(({ sdks }) => [sdks.join(), sdks]));
  for (let each = 1; each <= runs; each++) {
    tell(each);
    bare.push(bareNodeMs());
    // Core and the optional peers are found from the adapters, which depend on them.
    for (const { entry } of entries) measure([entry]);
    for (const sdks of sdkLists.values()) measure(sdks);
  }
  const fastest = (specifiers: readonly string[], unit: keyof ImportTime): number | null => fastestOf((times.get(specifiers.join()) ?? []).map((time) => time[unit]));
  const measured = entries.map(({ entry, sdks }) => ({
    entry,
    importMs: fastest([entry], 'ms')!,
    importCpuMs: fastest([entry], 'cpuMs')!,
    sdks,
    sdkMs: fastest(sdks, 'ms'),
    sdkCpuMs: fastest(sdks, 'cpuMs'),
  }));
  return { node: process.version, runs, bareNodeMs: fastestOf(bare)!, entries: measured, slow: measured.filter(({ importMs }) => importMs > TARGET_MS).map(({ entry }) => entry) };
}

function fastestOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : round(Math.min(...values), 1);
}
