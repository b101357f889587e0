import * as z from 'zod';
import type { Principal } from '../contracts/index.ts';
import type { Pipeline } from '../create-pipeline.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { Operation } from './operation.ts';

/** As long as a timer can wait. */
const milliseconds = z.int().min(1).max(2_147_483_647);
const positive = z.int().min(1);

/** Every number of a handler, with its default. */
export const limitsSchema = z.strictObject({
  /** Bytes of a request's body. */
  bodyBytes: positive.default(65_536),
  /** Milliseconds of silence after which an event stream says that it is still there. */
  heartbeatMs: milliseconds.default(15_000),
  /** Milliseconds after which a run that nobody reads any more is cancelled; null: never. */
  abandonAfterMs: milliseconds.nullable().default(null),
  /** Runs under way at the same time: of everybody, and of one principal. */
  liveRuns: positive.default(500),
  liveRunsEach: positive.default(20),
  /** Rows of one page, and the bytes of them as JSON; a page has one row at least. */
  pageRows: positive.default(200),
  pageBytes: positive.default(1_048_576),
  /** Bytes, as JSON, of the rows that come with the events. */
  previewBytes: positive.default(262_144),
  /** Ended and waiting runs that are held, their bytes as JSON, and for how many milliseconds. */
  heldRuns: z.int().min(0).default(1_000),
  heldBytes: positive.default(67_108_864),
  heldMs: milliseconds.default(900_000),
  /** Bytes, as JSON, of the rows of one result; a larger one is not held, and cannot be paged through. */
  resultBytes: positive.default(16_777_216),
  /** Events of one run, and their bytes as JSON, that a slow or returning reader can still get one by one. */
  heldEvents: positive.default(1_000),
  heldEventBytes: positive.default(1_048_576),
  /** Milliseconds for which an idempotency key is known. */
  keyMs: milliseconds.default(600_000),
});

export type ServerLimits = z.output<typeof limitsSchema>;

/** What a host's rate limit says to one request. */
export type RateLimitVerdict = { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number };

/** What a handler is made of. */
export interface ServerOptions {
  readonly pipeline: Pipeline;
  /**
   * Says who sends a request, from the host's own session or token, never from what the request says of
   * itself. Null is answered with 401; what it throws with 500, and goes to `onError` alone. To serve
   * everybody alike, return the same principal for all.
   */
  readonly authenticate: (request: Request) => Principal | null | Promise<Principal | null>;
  /** The path under which the handler is mounted, such as `/api/nl2sql`. Default: the root. */
  readonly basePath?: string;
  /** Other origins whose pages may call the handler, such as `https://app.example.com`. Default: none. */
  readonly allowedOrigins?: readonly string[];
  /** Whether those may send the cookies of their visitors. Default false. */
  readonly allowCredentials?: boolean;
  /** Who may have the schema read anew. Default: nobody. */
  readonly mayIngest?: (principal: Principal) => boolean | Promise<boolean>;
  /** Asked before each operation; what it throws is answered with 500, and nothing is done. Default: everything is allowed. */
  readonly rateLimit?: (request: Request, principal: Principal, operation: Operation) => RateLimitVerdict | Promise<RateLimitVerdict>;
  /** Numbers to change; {@link limitsSchema} has every default. */
  readonly limits?: z.input<typeof limitsSchema>;
  /** The clock. Default: the machine's. */
  readonly now?: () => Date;
  /** Gets every unexpected error, for the host's own log: replies name none. Default: nothing. */
  readonly onError?: (error: unknown, operation: Operation | null) => void;
}

/** The options with every default filled in. */
export interface ResolvedServerOptions extends Required<Omit<ServerOptions, 'limits' | 'allowedOrigins'>> {
  readonly limits: ServerLimits;
  readonly allowedOrigins: ReadonlySet<string>;
}

/**
 * Fills in the defaults.
 *
 * @throws ConfigurationError when an option is missing or out of range.
 */
export function resolveServerOptions(options: ServerOptions): ResolvedServerOptions {
  if (typeof options?.pipeline?.stream !== 'function') throw new ConfigurationError('`pipeline` is missing.', { hint: 'Pass what createPipeline returns.' });
  if (typeof options.authenticate !== 'function') {
    throw new ConfigurationError('`authenticate` is missing.', { hint: 'Pass a function that says who sends a request. It may give the same principal to all.' });
  }
  const limits = limitsSchema.safeParse(options.limits ?? {});
  if (!limits.success) {
    const [issue] = limits.error.issues;
    throw new ConfigurationError(`limits.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`, { hint: 'limitsSchema has every limit with its range.' });
  }
  return {
    pipeline: options.pipeline,
    authenticate: shielded('authenticate', options.authenticate),
    basePath: readBasePath(options.basePath ?? ''),
    allowedOrigins: new Set((options.allowedOrigins ?? []).map(readOrigin)),
    allowCredentials: options.allowCredentials ?? false,
    mayIngest: shielded('mayIngest', options.mayIngest ?? (() => false)),
    rateLimit: shielded('rateLimit', options.rateLimit ?? (() => ({ allowed: true }))),
    limits: limits.data,
    now: options.now ?? (() => new Date()),
    onError: quietly(options.onError),
  };
}

function readBasePath(path: string): string {
  const trimmed = path.replace(/\/+$/u, '');
  if (trimmed === '' || /^(\/[\w.~-]+)+$/u.test(trimmed)) return trimmed;
  throw new ConfigurationError('`basePath` is no path.', { hint: 'Pass one such as /api/nl2sql.' });
}

function readOrigin(origin: string): string {
  if (URL.canParse(origin) && new URL(origin).origin === origin) return origin;
  throw new ConfigurationError('`allowedOrigins` has something that is no origin.', { hint: 'An origin is a scheme, a host and perhaps a port, such as https://app.example.com.' });
}

/** What a function of the host throws is for its own log, also when it is an error of this library. */
function shielded<Given extends readonly unknown[], Result>(name: string, hook: (...given: Given) => Result | Promise<Result>): (...given: Given) => Promise<Result> {
  return async (...given) => {
    try {
      return await hook(...given);
    } catch (cause) {
      throw new Error(`The option ${name} threw.`, { cause });
    }
  };
}

/** A host's log that fails must not change a reply. */
function quietly(onError: ServerOptions['onError']): NonNullable<ServerOptions['onError']> {
  return (error, operation) => {
    try {
      onError?.(error, operation);
    } catch {
      // There is nobody left to tell.
    }
  };
}
