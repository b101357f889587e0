import type { StageName, WireError } from '../protocol/index.ts';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

const BRAND = Symbol.for('@nl2sql/error');

export interface Nl2SqlErrorOptions {
  /** What to do next, in one sentence. */
  readonly hint?: string;
  readonly stage?: StageName;
  /** For a log on the server. It never travels: `toWire` leaves it out. */
  readonly cause?: unknown;
  /** Milliseconds after which a retry makes sense, when a provider said so. */
  readonly retryAfterMs?: number;
}

/**
 * The base of every error that this library throws. Recognise it with {@link isNl2SqlError}, which
 * works across bundles and copies of the package where `instanceof` does not.
 */
export class Nl2SqlError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly hint: string | null;
  readonly stage: StageName | null;
  readonly retryAfterMs: number | null;

  constructor(code: ErrorCode, message: string, options: Nl2SqlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = ERROR_CODES[code].retryable;
    this.hint = options.hint ?? null;
    this.stage = options.stage ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** The form that may leave the process: no cause, no stack. */
  toWire(stage?: StageName): WireError {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      stage: this.stage ?? stage ?? null,
      retryable: this.retryable,
    };
  }
}

/** True for an error of this library, whichever copy of it made the error. */
export function isNl2SqlError(value: unknown): value is Nl2SqlError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}
