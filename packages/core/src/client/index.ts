export { ClientError } from './client-error.ts';
export type { Answer, ThreadActions, ThreadState, ThreadStore, Turn, TurnPhase } from './thread-state.ts';
export type { CallOptions, PostOptions, RunEvents, StartRun, Transport } from './transport.ts';
