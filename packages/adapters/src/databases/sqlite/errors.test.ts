import { DatabaseError } from '@nl2sql/core/errors';
import { describe, expect, it } from 'vitest';
import { breaksConnection, isInterrupt, toDatabaseError } from './errors.ts';

const raised = (rawCode: number, message = 'reason') => Object.assign(new Error(message), { rawCode });

describe('errors of libsql', () => {
  it.each([
    [5, 'DATABASE_BUSY'],
    [261, 'DATABASE_BUSY'],
    [6, 'DATABASE_BUSY'],
    [8, 'DATABASE_READ_ONLY'],
    [1544, 'DATABASE_UNAVAILABLE'],
    [10, 'DATABASE_UNAVAILABLE'],
    [522, 'DATABASE_UNAVAILABLE'],
    [14, 'DATABASE_UNAVAILABLE'],
    [11, 'DATABASE_NOT_A_DATABASE'],
    [26, 'DATABASE_NOT_A_DATABASE'],
    [1, 'DATABASE_QUERY_FAILED'],
    [19, 'DATABASE_QUERY_FAILED'],
  ])('with result code %i are %s', (rawCode, code) => {
    const cause = raised(rawCode);
    expect(toDatabaseError(cause, 'sqlite:shop.sqlite')).toMatchObject({ code, cause, message: expect.stringContaining('sqlite:shop.sqlite') });
  });

  it('keep the path of the file out of what is shown', () => {
    const shown = toDatabaseError(new Error('ConnectionFailed("Unable to open connection to local database /srv/secret/shop.sqlite: 14")'), 'sqlite:shop.sqlite');
    expect(shown.code).toBe('DATABASE_UNAVAILABLE');
    expect(JSON.stringify(shown.toWire())).not.toContain('/srv/secret');
  });

  it('pass through when they are errors of this library', () => {
    const own = new DatabaseError('DATABASE_TIMEOUT', 'late');
    expect(toDatabaseError(own, 'sqlite:shop.sqlite')).toBe(own);
  });

  it('cost the connection only when the file is at fault', () => {
    expect([11, 26, 10, 14, 1544].every((code) => breaksConnection(raised(code)))).toBe(true);
    expect([1, 5, 9, 19].some((code) => breaksConnection(raised(code)))).toBe(false);
    expect([isInterrupt(raised(9)), isInterrupt(raised(1)), isInterrupt('interrupted')]).toEqual([true, false, false]);
  });
});
