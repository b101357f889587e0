export { STAGE_NAMES, type StageName } from './stage-names.ts';
export { CONFIDENCE_LEVELS, levelOf } from './confidence-level.ts';
export { describeEvidence, describeJoin } from './describe-join.ts';
export type { ColumnRef, DeclaredJoin, GroundedValue, InferredJoin, Join, JoinEvidence, JoinValues, Lock, LockedTable } from './lock.ts';
export type { Approval, ApprovalDecision, Estimate, Person, QueryImpact } from './approvals.ts';
export { PROTOCOL_VERSION, type Capabilities, type ProblemDetails, type RowPage, type SchemaStructure, type Thread } from './resources.ts';
export type {
  AnswerReach,
  ApprovalAnswer,
  ApprovalInterrupt,
  Clarification,
  ClarificationAnswer,
  ClarificationInterrupt,
  ClarificationKind,
  ClarificationOption,
  ColumnRefOrTable,
  Interrupt,
  InterruptResponse,
  Resolution,
} from './interrupts.ts';
export type {
  AssumedReading,
  Assumption,
  Attempt,
  CancelledResult,
  Cell,
  ChartKind,
  ChartSuggestion,
  ChosenReading,
  ColumnType,
  CompletedResult,
  Confidence,
  ConfidenceFactor,
  ConfidenceFactorName,
  ConfidenceLevel,
  Explanation,
  ExplanationStep,
  FailedResult,
  JsonValue,
  NeedsClarificationResult,
  Proof,
  ProofAddition,
  ProofScope,
  Refusal,
  RefusalReason,
  RefusedResult,
  ResultColumn,
  ResultWarning,
  Revision,
  RunResult,
  RunStatus,
  SqlProblem,
  Usage,
  WireError,
} from './results.ts';
export { REFUSAL_REASONS } from './results.ts';
export type {
  JsonRunState,
  RunEvent,
  RunEventOf,
  RunEventPayloads,
  RunEventType,
  RunOutcome,
  RunPhase,
} from './events.ts';
export { initialRunState, reduceRun } from './reduce-run.ts';
