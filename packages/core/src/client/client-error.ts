import type { WireError } from '../protocol/index.ts';

/** What a call to the server came to, when it came to nothing. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /** A code of the server's, or `NETWORK_FAILED`, `UNAUTHENTICATED`, `PROTOCOL_MISMATCH`, `ABORTED`. */
  readonly code: string;
  readonly hint: string | null;
  readonly retryable: boolean;
  /** The status of the reply; null when there was none. */
  readonly status: number | null;

  constructor(problem: Pick<WireError, 'code' | 'message' | 'hint' | 'retryable'> & { readonly status: number | null }) {
    super(problem.message);
    this.code = problem.code;
    this.hint = problem.hint;
    this.retryable = problem.retryable;
    this.status = problem.status;
  }
}
