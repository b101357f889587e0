import { describe, expect, it } from 'vitest';
import { settingsSchema } from './settings.ts';

/** The longest delay of a timer; Node runs a longer one at once (https://nodejs.org/api/timers.html). */
const LONGEST_DELAY = 2_147_483_647;

describe('settingsSchema', () => {
  it.each(['queryTimeoutMs', 'modelTimeoutMs', 'runTimeoutMs'])('takes a %s that a timer can keep, and no longer one', (name) => {
    expect(settingsSchema.safeParse({ limits: { [name]: LONGEST_DELAY } }).success).toBe(true);
    expect(settingsSchema.safeParse({ limits: { [name]: LONGEST_DELAY + 1 } }).success).toBe(false);
  });

  it('takes weeks for a clarification, which no timer waits for, but only what is a date', () => {
    expect(settingsSchema.safeParse({ limits: { clarificationTtlMs: 30 * 86_400_000 } }).success).toBe(true);
    expect(settingsSchema.safeParse({ limits: { clarificationTtlMs: Number.MAX_SAFE_INTEGER } }).success).toBe(false);
  });
});
