import type { WireError } from '../protocol/index.ts';

/** What went wrong, as a reader is told of it. */
export type Problem = Pick<WireError, 'code' | 'message' | 'hint' | 'retryable'>;

/** What a call to the server came to, when it came to nothing. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  /**
   * A code of the server's, or one of here: `NETWORK_FAILED`, `UNAUTHENTICATED`, `PROTOCOL_MISMATCH`, `INVALID_REPLY`,
   * `UNEXPECTED_STATUS`, `ABORTED`; and `MISUSE` of an action that makes no sense now.
   */
  readonly code: string;
  readonly hint: string | null;
  readonly retryable: boolean;
  /** The status of the reply; null when there was none. */
  readonly status: number | null;
  /** Milliseconds that the server asks to wait before the next try; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem & { readonly status: number | null; readonly retryAfterMs?: number | null }) {
    super(problem.message);
    this.code = problem.code;
    this.hint = problem.hint;
    this.retryable = problem.retryable;
    this.status = problem.status;
    this.retryAfterMs = problem.retryAfterMs ?? null;
  }
}

/** The parts of an error that are shown. */
export function problemOf({ code, message, hint, retryable }: ClientError): Problem {
  return { code, message, hint, retryable };
}

/** Whether nobody can say if the server did what it was asked: no reply came, or one of something between. */
export function isUncertain({ status }: ClientError): boolean {
  return status === null || status === 502 || status === 503 || status === 504;
}

export function networkFailed(message = 'The server could not be reached.'): ClientError {
  const hint = 'Check the connection and try again. What was sent already is not done twice.';
  return new ClientError({ code: 'NETWORK_FAILED', message, hint, retryable: true, status: null });
}

export function invalidReply(message: string, status: number | null): ClientError {
  return new ClientError({ code: 'INVALID_REPLY', message, hint: 'See that the base URL leads to the server and that nothing between changes its replies.', retryable: true, status });
}

/** What a transport threw, as the error that it promises. */
export function asClientError(cause: unknown): ClientError {
  return cause instanceof ClientError ? cause : networkFailed();
}

/** An action that makes no sense in the state it was called in. */
export function misuse(message: string, hint: string): ClientError {
  return new ClientError({ code: 'MISUSE', message, hint, retryable: false, status: null });
}
