import type { Approval } from './approvals.ts';
import type { ColumnRef } from './lock.ts';

/** What kind of thing in the question has more than one reading. */
export type ClarificationKind = 'table' | 'column' | 'value' | 'join_path' | 'time' | 'measure';

/** One reading that the user may choose. */
export interface ClarificationOption {
  readonly id: string;
  readonly label: string;
  readonly table?: string;
  readonly column?: string;
  /** The stored value that this reading filters by. */
  readonly value?: string;
  /** Facts that help to choose: description, sample values, row count. */
  readonly evidence: readonly string[];
  /** What choosing this option means for the answer, in one sentence. */
  readonly consequence: string;
}

/** A question to the user. Until it is answered the run has no statement, and none of the readings that were tried is kept. */
export interface Clarification {
  readonly id: string;
  readonly kind: ClarificationKind;
  readonly question: string;
  /** The words of the user's question that it is about, with offsets in UTF-16 code units. */
  readonly span: { readonly text: string; readonly start: number; readonly end: number } | null;
  /** Two to four readings. */
  readonly options: readonly ClarificationOption[];
  /** The option that fits best; shown as such, never submitted for the user. */
  readonly suggested: string | null;
  readonly allowFreeText: boolean;
}

/** Why a run is waiting for a person. */
export interface ClarificationInterrupt {
  readonly id: string;
  readonly kind: 'clarification';
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly clarification: Clarification;
}

/** A statement waits for somebody who may approve it. */
export interface ApprovalInterrupt {
  readonly id: string;
  readonly kind: 'approval';
  /** ISO 8601. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly approval: Approval;
}

/** Everything that can pause a run. */
export type Interrupt = ClarificationInterrupt | ApprovalInterrupt;

/** For what an answer is kept: for the thread, for everything the user asks, for everybody of their tenant. */
export type AnswerReach = 'thread' | 'user' | 'tenant';

/** What a person says to a clarification. */
export type ClarificationAnswer =
  | { readonly kind: 'choose'; readonly optionId: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cancel' };

/**
 * What a person says to an approval: `sqlHash` and `challenge` as they were shown, so that nothing but
 * what was read is decided on.
 */
export type ApprovalAnswer = {
  readonly kind: 'approve' | 'reject';
  readonly sqlHash: string;
  readonly challenge: string;
  readonly reason?: string;
};

/**
 * An answer to an interrupt. `interruptId` may be left out when a run waits for one thing only.
 * Sending the same `idempotencyKey` again while the first is under way gives the first one's result.
 * `remember` says how far a choice among the options holds for later questions; by default for the thread.
 */
export type InterruptResponse = {
  readonly interruptId?: string;
  readonly idempotencyKey?: string;
  readonly remember?: AnswerReach | false;
} & (ClarificationAnswer | ApprovalAnswer);

/** What a clarification settled, kept for the later stages and shown to the user. */
export interface Resolution {
  readonly clarificationId: string;
  readonly kind: ClarificationKind;
  readonly phrase: string;
  readonly chosen: Omit<ClarificationOption, 'evidence' | 'consequence'> | { readonly text: string };
  readonly rejected: readonly ColumnRefOrTable[];
  /** Set when nobody was asked in this run: the choice was remembered, or is being tried. */
  readonly assumed?: true;
}

/** A table, or one of its columns. */
export type ColumnRefOrTable = ColumnRef | { readonly table: string };
