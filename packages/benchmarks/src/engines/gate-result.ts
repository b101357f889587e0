import type { CorpusItem } from '../guard/corpora.ts';

/** The promises that are measured, each in a sentence. */
export const GATES = {
  'same-rows': 'the checked text answers the rows that the statement answers',
  'same-columns': 'the checked text names the columns as the statement does',
  'non-interference': 'hidden data and hidden objects change no answer',
  'row-policy': 'a row filter answers what a database without the other rows answers',
  'guard-alone': 'an accepted attack, run by the owner, neither reads hidden data nor changes anything',
  'session-alone': 'an attack that no guard saw, run by a reader, neither reads hidden data nor changes anything',
} as const;

export type GateName = keyof typeof GATES;

/** Gates that are told and judged by nobody: a statement's text is printed anew, and engines name unnamed columns by the text. */
export const INFORMATIVE: ReadonlySet<GateName> = new Set(['same-columns']);

/** What came of holding the statements of a corpus to one promise on one engine. */
export interface GateResult {
  readonly gate: GateName;
  /** Statements that were run or compared. */
  readonly run: number;
  /** Those of them that the engine answered, whatever it answered. */
  readonly answered: number;
  /** Statements that could not be run, and why that breaks no promise. */
  readonly notRun: readonly Finding[];
  /** Broken promises. */
  readonly failures: readonly Finding[];
  /** What looks like a broken promise, and is known to be none. */
  readonly explained: readonly Finding[];
}

export interface Finding {
  /** The statement's. */
  readonly id: string;
  readonly what: string;
}

/** Gathers the result of one gate while it runs. */
export interface GateRecord {
  ran(answered: boolean): void;
  notRun(item: CorpusItem, what: string): void;
  fail(item: CorpusItem, what: string): void;
  explain(item: CorpusItem, what: string): void;
  result(): GateResult;
}

export function recordGate(gate: GateName): GateRecord {
  const counts = { run: 0, answered: 0 };
  const findings = { notRun: [] as Finding[], failures: [] as Finding[], explained: [] as Finding[] };
  return {
    ran: (answered) => {
      counts.run += 1;
      counts.answered += Number(answered);
    },
    notRun: ({ id }, what) => void findings.notRun.push({ id, what }),
    fail: ({ id }, what) => void findings.failures.push({ id, what }),
    explain: ({ id }, what) => void findings.explained.push({ id, what }),
    result: () => ({ gate, ...counts, ...findings }),
  };
}
