import { sqlParserCases } from '@nl2sql/core/testing';
import { describe, expect, it } from 'vitest';
import { libpgQuery } from './libpg-query.ts';

const parser = libpgQuery();

describe('libpgQuery keeps the contract', () => {
  for (const { name, run } of sqlParserCases('postgres')) it(name, () => run({ create: () => parser }));
});

describe('libpgQuery', () => {
  it('decodes names as the server does', async () => {
    const { tables } = await parser.summarise('SELECT 1 FROM U&"\\0061b", U&"!0063" UESCAPE \'!\'', 'postgres');
    expect(tables).toEqual([['ab'], ['c']]);
  });

  it('reads a backslash in a string as the server does', async () => {
    const { tables } = await parser.summarise("SELECT 'a\\' FROM t WHERE b = 'UNION SELECT c FROM u'", 'postgres');
    expect(tables).toEqual([['t']]);
  });
});
