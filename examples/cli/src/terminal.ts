import { styleText } from 'node:util';

/** The ways in which a piece of text may be set off. */
export type Tone = 'bold' | 'dim' | 'underline' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** Where lines are shown: how wide it is, and how to colour a text for it. */
export interface Terminal {
  /** Columns of text; at least 20. */
  readonly columns: number;
  readonly colour: boolean;
  /** The text in the given tones, or as it is where colour is off. */
  readonly paint: (tones: Tone | readonly Tone[], text: string) => string;
}

/** What {@link detectTerminal} asks of a stream; `process.stdout` has it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const DEFAULT_COLUMNS = 80;
const MIN_COLUMNS = 20;

/**
 * The terminal behind a stream. Colour is on for a TTY that is not `TERM=dumb`. A non-empty `NO_COLOR`
 * turns it off (https://no-color.org); `FORCE_COLOR` comes before both, and `0` or `false` in it
 * turns colour off, as in Node.js. The width comes from the stream, else from `COLUMNS`, else it is 80.
 *
 * @example
 * ```ts
 * const terminal = detectTerminal(process.stdout, process.env);
 * ```
 */
export function detectTerminal(stream: OutputStream, environment: Readonly<Record<string, string | undefined>>): Terminal {
  const columns = stream.columns ?? Number.parseInt(environment.COLUMNS ?? '', 10);
  return createTerminal(columns > 0 ? columns : DEFAULT_COLUMNS, hasColour(stream, environment));
}

/** A terminal of a known width. */
export function createTerminal(columns: number, colour: boolean): Terminal {
  return {
    columns: Math.max(MIN_COLUMNS, Math.floor(columns)),
    colour,
    paint: (tones, text) =>
      colour && text !== '' ? styleText(typeof tones === 'string' ? tones : [...tones], text, { validateStream: false }) : text,
  };
}

function hasColour(stream: OutputStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (environment.NO_COLOR) return false;
  return stream.isTTY === true && environment.TERM !== 'dumb';
}
