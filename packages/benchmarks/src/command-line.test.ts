import { parseArgs } from 'node:util';
import { DatabaseError } from '@nl2sql/core/errors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CommandError, positiveNumber, readOptions, runCommand } from './command-line.ts';

const parse = (args: string[]) =>
  parseArgs({ args, options: { limit: { type: 'string' }, json: { type: 'boolean', default: false } } }).values;

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('readOptions', () => {
  it('reads options, also behind the dashes of a package runner', () => {
    expect(readOptions(parse, ['--limit', '5'])).toEqual({ limit: '5', json: false });
    expect(readOptions(parse, ['--', '--json'])).toEqual({ json: true });
  });

  it('says in one sentence what is wrong', () => {
    for (const args of [['--nothing'], ['--limit'], ['stray'], ['--json=yes']]) {
      expect(() => readOptions(parse, args)).toThrow(CommandError);
      expect(() => readOptions(parse, args)).toThrow(/^[^\n]+; --help lists the options\.$/u);
    }
  });
});

describe('positiveNumber', () => {
  it('takes whole numbers above zero', () => {
    expect(positiveNumber('limit', '10')).toBe(10);
    expect(positiveNumber('limit', undefined)).toBeUndefined();
    for (const value of ['0', '-1', '1.5', 'ten', '']) {
      expect(() => positiveNumber('limit', value)).toThrow(`--limit ${value} is not a whole number above zero.`);
    }
  });
});

describe('runCommand', () => {
  it('ends with one line and exit code 1', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    await runCommand(async () => Promise.reject(new CommandError('There is no pack.')));
    await runCommand(async () => Promise.reject(new DatabaseError('DATABASE_NOT_A_DATABASE', 'It is a text file.')));
    expect(written.mock.calls).toEqual([['There is no pack.\n'], ['It is a text file.\n']]);
    expect(process.exitCode).toBe(1);
  });

  it('does not hide a fault of the benchmark', async () => {
    await expect(runCommand(async () => Promise.reject(new TypeError('fault')))).rejects.toThrow('fault');
  });
});
