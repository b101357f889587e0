/** Whether a name is one of those that a pattern stands for. */
export type NameMatcher = (name: string) => boolean;

/**
 * Names that a list of patterns stands for. `*` is any characters and nothing else is special.
 *
 * `allow` compares letter for letter and `deny` whatever the case: an allow that misses hides
 * something, a deny that misses would show it.
 */
export function matchNames(patterns: readonly string[], compare: 'allow' | 'deny'): NameMatcher {
  const folded = compare === 'deny' ? foldName : (name: string) => name;
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')).map(folded));
  const open = patterns.filter((pattern) => pattern.includes('*')).map((pattern) => toRegExp(folded(pattern)));
  return (name) => {
    const text = folded(name);
    return exact.has(text) || open.some((expression) => expression.test(text));
  };
}

/** The names of a table: its own, and with the default schema where it is left out. */
export function namesOfTable(name: string, defaultSchema: string | null): readonly string[] {
  return defaultSchema === null || name.includes('.') ? [name] : [name, `${defaultSchema}.${name}`];
}

function foldName(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split(/\*+/u).map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`, 'u');
}
