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

/** Makes what is dear once for each of its options. */
function once<Options, Made>(make: (options: Options) => Made): (options: Options) => Made {
  const known = new Map<string, Made>();
  return (options) => {
    const key = JSON.stringify(options);
    const made = known.get(key) ?? make(options);
    known.set(key, made);
    return made;
  };
}

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
export const formattersFor: (locale: string) => Formatters = /* @__PURE__ */ once((locale: string): Formatters => {
  const numbers = once((options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options));
  const dates = once((timeZone: string) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }));
  // Swedish writes the date and the time as ISO 8601 does, and so as data does.
  const clocks = once((timeZone: string) => new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }));
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
    instant: (iso, timeZone) => clocks(timeZone).format(new Date(iso)),
  };
});
