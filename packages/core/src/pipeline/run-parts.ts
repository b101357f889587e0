import type { QueryResult } from '../contracts/index.ts';
import { RunError } from '../errors/index.ts';
import type { Lock, Proof, StageName } from '../protocol/index.ts';
import type { RunState } from './run-state.ts';
import type { Session } from './session.ts';

/*
 * What a stage must find when the graph has brought the run to it. A missing part means that a
 * replaced stage broke its contract.
 */

export function lockOf(state: RunState): Lock {
  return state.lock ?? missing('ground-columns', 'there is no lock');
}

export function proofOf(state: RunState): Proof {
  return state.proof ?? missing('validate-sql', 'no statement was accepted');
}

export function checkedOf(session: Session): NonNullable<Session['checked']> {
  return session.checked ?? missing('validate-sql', 'no statement was accepted');
}

export function resultOf(session: Session): QueryResult {
  return session.result ?? missing('execute-query', 'there is no result');
}

function missing(stage: StageName, what: string): never {
  throw new RunError('STAGE_CONTRACT', `The run cannot go on after ${stage}: ${what}.`, { stage });
}
