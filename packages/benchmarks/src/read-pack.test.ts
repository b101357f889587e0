import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from './command-line.ts';
import { askedText, readPack } from './read-pack.ts';

let directory: string;
const line = (id: string, db: string): string => JSON.stringify({ id, db, question: `Question ${id}?`, sql: 'SELECT 1' });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pack-'));
  mkdirSync(join(directory, 'databases'));
  writeFileSync(join(directory, 'databases', 'shop.sqlite'), '');
  writeFileSync(join(directory, 'databases', 'zoo.sqlite'), '');
});

afterEach(() => rmSync(directory, { recursive: true }));

const write = (...lines: string[]): void => writeFileSync(join(directory, 'questions.jsonl'), lines.join('\n'));

describe('readPack', () => {
  it('reads the questions in the order of the file', () => {
    write(line('1', 'shop'), line('2', 'zoo'), '', line('3', 'shop'), '');
    const pack = readPack(directory);
    expect(pack.questions.map(({ id }) => id)).toEqual(['1', '2', '3']);
    expect(pack.questions[0]).toEqual({ id: '1', db: 'shop', question: 'Question 1?', sql: 'SELECT 1' });
    expect(pack.databaseFile('zoo')).toBe(join(directory, 'databases', 'zoo.sqlite'));
  });

  it('takes the first questions, of some databases', () => {
    write(line('1', 'shop'), line('2', 'zoo'), line('3', 'shop'), line('4', 'shop'));
    expect(readPack(directory, { limit: 2 }).questions.map(({ id }) => id)).toEqual(['1', '2']);
    expect(readPack(directory, { limit: 2, databases: ['shop'] }).questions.map(({ id }) => id)).toEqual(['1', '3']);
  });

  it('says in one sentence what is missing', () => {
    expect(() => readPack(join(directory, 'nowhere'))).toThrow(/^There is no pack in .*nowhere: .*questions\.jsonl does not exist\.$/u);
    write(line('1', 'shop'), line('2', 'farm'));
    expect(() => readPack(directory)).toThrow(/asks about the database farm, but .*farm\.sqlite does not exist\.$/u);
    expect(() => readPack(directory, { databases: ['none'] })).toThrow(/No question of .* is about the database none\.$/u);
    write(line('1', 'shop'), '{"id":');
    expect(() => readPack(directory)).toThrow(/questions\.jsonl:2 is not a line of JSON\.$/u);
    write(JSON.stringify({ id: '1', db: 'shop', question: 'What?' }));
    expect(() => readPack(directory)).toThrow(new CommandError(`${join(directory, 'questions.jsonl')}:1 has no text in "sql".`));
    write('');
    expect(() => readPack(directory)).toThrow(/holds no question\.$/u);
  });
});

describe('askedText', () => {
  it('puts the evidence on a line of its own', () => {
    const question = { id: '1', db: 'shop', question: 'How many VIPs?', sql: 'SELECT 1' };
    expect(askedText(question)).toBe('How many VIPs?');
    expect(askedText({ ...question, evidence: 'VIP means tier 1' })).toBe('How many VIPs?\nEvidence: VIP means tier 1');
  });
});
