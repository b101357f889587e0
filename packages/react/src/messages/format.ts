/** How numbers, amounts of time and lists read in one language. */
export interface Formatters {
  readonly locale: string;
  /** The category of a number in the language: `one`, `other`, … */
  readonly plural: (count: number) => Intl.LDMLPluralRule;
  readonly number: (value: number) => string;
  /** Three figures and the rest in words: `48 thousand`. */
  readonly roundNumber: (value: number) => string;
  /** An amount of a currency of ISO 4217; of another code as a number with the code. */
  readonly money: (value: number, currency: string) => string;
  /** 0–1 as a percentage without decimals. */
  readonly percent: (share: number) => string;
  /**
   * A written number with the separators of the language, digit for digit: `'12345678901234567890.50'`
   * keeps every one of them. What is no number comes back as it is.
   */
  readonly exactNumber: (written: string, minimumFractionDigits?: number) => string;
  /** Milliseconds as `0.4 s`, `12 s` or `2 min 5 s`. */
  readonly duration: (ms: number) => string;
  readonly list: (items: readonly string[]) => string;
  /** The wall clock of an instant in a time zone, for people. */
  readonly dateTime: (iso: string, timeZone: string) => string;
  /** The wall clock of an instant in a time zone, for data: `2026-03-01 10:00:00`, the same in every language. */
  readonly instant: (iso: string, timeZone: string) => string;
}

const WRITTEN_NUMBER = /^-?\d+(?:\.\d+)?$/;
/** What every browser takes; ES2023 would take 100. */
const MOST_FRACTION_DIGITS = 20;

const known = new Map<string, Formatters>();

/**
 * The formatters of a language. They are made once a language, since an `Intl` object is dear.
 *
 * @example
 * ```ts
 * import { formattersFor } from '@nl2sql/react/headless';
 *
 * formattersFor('de').exactNumber('1234567.50'); // '1.234.567,50'
 * ```
 */
export function formattersFor(locale: string): Formatters {
  const made = known.get(locale) ?? createFormatters(locale);
  known.set(locale, made);
  return made;
}

function createFormatters(locale: string): Formatters {
  const numberFormats = new Map<string, Intl.NumberFormat>();
  const numbers = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    const made = numberFormats.get(key) ?? new Intl.NumberFormat(locale, options);
    numberFormats.set(key, made);
    return made;
  };
  const dateFormats = new Map<string, Intl.DateTimeFormat>();
  const dates = (timeZone: string): Intl.DateTimeFormat => {
    const made = dateFormats.get(timeZone) ?? new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
    dateFormats.set(timeZone, made);
    return made;
  };
  const clocks = new Map<string, Intl.DateTimeFormat>();
  const clock = (timeZone: string): Intl.DateTimeFormat => {
    const made =
      clocks.get(timeZone) ??
      new Intl.DateTimeFormat('en-US', {
        timeZone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      });
    clocks.set(timeZone, made);
    return made;
  };
  const unit = (value: number, name: 'second' | 'minute', digits: number): string =>
    numbers({ style: 'unit', unit: name, unitDisplay: 'short', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  const rules = new Intl.PluralRules(locale);
  const lists = new Intl.ListFormat(locale);

  return {
    locale,
    plural: (count) => rules.select(count),
    number: (value) => numbers({}).format(value),
    roundNumber: (value) => numbers({ notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 3 }).format(value),
    money: (value, currency) =>
      /^[A-Za-z]{3}$/.test(currency) ? numbers({ style: 'currency', currency }).format(value) : `${numbers({}).format(value)} ${currency}`,
    percent: (share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
    exactNumber: (written, minimumFractionDigits = 0) => {
      const own = written.length - 1 - written.indexOf('.');
      const digits = written.includes('.') ? own : 0;
      if (!WRITTEN_NUMBER.test(written) || digits > MOST_FRACTION_DIGITS) return written;
      const least = Math.min(Math.max(digits, minimumFractionDigits), MOST_FRACTION_DIGITS);
      return numbers({ minimumFractionDigits: least, maximumFractionDigits: MOST_FRACTION_DIGITS }).format(written as Intl.StringNumericLiteral);
    },
    duration: (ms) => {
      if (ms < 10_000) return unit(Math.round(ms / 100) / 10, 'second', 1);
      const seconds = Math.round(ms / 1000);
      if (seconds < 60) return unit(seconds, 'second', 0);
      return `${unit(Math.floor(seconds / 60), 'minute', 0)} ${unit(seconds % 60, 'second', 0)}`;
    },
    list: (items) => lists.format(items),
    dateTime: (iso, timeZone) => dates(timeZone).format(new Date(iso)),
    instant: (iso, timeZone) => {
      const { year, month, day, hour, minute, second } = Object.fromEntries(clock(timeZone).formatToParts(new Date(iso)).map(({ type, value }) => [type, value]));
      return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
    },
  };
}
