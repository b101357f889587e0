// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer, useAnnounce, type Announce } from './index.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function mount(): { readonly announce: Announce; readonly status: () => string | null; readonly alert: () => string | null } {
  let announce: Announce = () => undefined;
  const Speaker = (): ReactNode => {
    announce = useAnnounce();
    return null;
  };
  render(<StrictMode><Announcer><Announcer><Speaker /></Announcer></Announcer></StrictMode>);
  return { announce: (...said) => announce(...said), status: () => screen.getByRole('status').textContent, alert: () => screen.getByRole('alert').textContent };
}
const pass = (ms: number): void => act(() => void vi.advanceTimersByTime(ms));

describe('Announcer', () => {
  it('has one region of each kind, before anything is said', () => {
    const { status, alert } = mount();
    expect([status(), alert()]).toEqual(['', '']);
  });

  it('keeps what is said 400 ms apart', () => {
    const { announce, status, alert } = mount();
    announce('Working');
    pass(0);
    expect(status()).toBe('Working');
    announce('Lost', 'failure');
    pass(399);
    expect(alert()).toBe('');
    pass(1);
    expect(alert()).toBe('Lost');
  });

  it('leaves no failure to be found once something else was said, nor the other way round', () => {
    const { announce, status, alert } = mount();
    announce('Lost', 'failure');
    pass(0);
    expect([status(), alert()]).toEqual(['', 'Lost']);
    announce('Answer ready');
    pass(400);
    expect([status(), alert()]).toEqual(['Answer ready', '']);
  });

  it('says the newest of several boundaries, and no progress that it outdates', () => {
    const { announce, status } = mount();
    announce('Working');
    pass(0);
    announce('Writing the SQL', 'progress');
    announce('Needs your choice');
    announce('Stopped');
    pass(400);
    expect(status()).toBe('Stopped');
    pass(10_000);
    expect(status()).toBe('Stopped');
  });

  it('speaks of progress every five seconds at most, and then of the newest', () => {
    const { announce, status } = mount();
    announce('Reading', 'progress');
    pass(0);
    announce('Writing', 'progress');
    announce('Checking', 'progress');
    pass(4_999);
    expect(status()).toBe('Reading');
    pass(1);
    expect(status()).toBe('Checking');
  });

  it('says the same twice when it happens twice', () => {
    const { announce, status } = mount();
    announce('Stopped');
    pass(0);
    const first = screen.getByRole('status').firstChild;
    announce('Stopped');
    pass(400);
    expect(status()).toBe('Stopped');
    expect(screen.getByRole('status').firstChild).not.toBe(first);
  });

  it('says nothing any more when it is gone', () => {
    const { announce } = mount();
    announce('Working');
    cleanup();
    expect(vi.getTimerCount()).toBe(0);
  });
});
