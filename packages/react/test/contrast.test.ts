import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const tokens = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

/** The light and the dark value of every colour. */
const colours = new Map(
  [...tokens.matchAll(/--nl2sql-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [name!, { light: light!, dark: dark! }]),
);

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(first: string, second: string): number {
  const [darker, lighter] = [luminance(first), luminance(second)].toSorted((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const grounds = ['bg', 'surface', 'raised', 'hover'];
const text: readonly (readonly [string, string])[] = [
  ...grounds.flatMap((ground) => [['fg', ground], ['fg-muted', ground], ['accent-text', ground]] as const),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-danger', 'danger-solid'],
  ['accent-text', 'accent-tint'],
  ['fg', 'accent-tint'],
  ...['keyword', 'function', 'string', 'number', 'comment'].map((token) => [`code-${token}`, 'code-bg'] as const),
  ...['success', 'warning', 'danger', 'info'].flatMap((tone) => [[`${tone}-fg`, `${tone}-tint`], [`${tone}-fg`, 'bg'], ['fg', `${tone}-tint`]] as const),
];
const parts: readonly (readonly [string, string])[] = grounds.flatMap((ground) => [['border-control', ground], ['accent', ground], ['focus', ground]] as const);

it('knows the measure', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#5b6472', '#ffffff')).toBeCloseTo(5.98, 2);
});

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const ratio = ([front, back]: readonly [string, string]): number => contrast(colours.get(front)![theme], colours.get(back)![theme]);

  it.each(text)('the text %s on %s can be read', (...pair) => {
    expect(ratio(pair)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(parts)('the part %s on %s can be seen', (...pair) => {
    expect(ratio(pair)).toBeGreaterThanOrEqual(3);
  });
});
