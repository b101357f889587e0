// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useExpiry } from '../headless.ts';

const start = Date.parse('2026-05-01T12:00:00Z');
const after = (ms: number): string => new Date(start + ms).toISOString();

beforeEach(() => {
  vi.useFakeTimers({ now: start });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

it('counts the minutes to the end, and renders no more often than that', () => {
  const rendered = vi.fn();
  const { result } = renderHook(() => (rendered(), useExpiry(after(150_000))));
  expect(result.current).toEqual({ isExpired: false, minutesLeft: 3 });
  rendered.mockClear();
  act(() => void vi.advanceTimersByTime(30_000));
  expect(result.current.minutesLeft).toBe(2);
  act(() => void vi.advanceTimersByTime(119_999));
  expect(result.current).toEqual({ isExpired: false, minutesLeft: 1 });
  act(() => void vi.advanceTimersByTime(1));
  expect(result.current).toEqual({ isExpired: true, minutesLeft: 0 });
  expect(rendered).toHaveBeenCalledTimes(3);
  expect(vi.getTimerCount()).toBe(0);
});

it.each([null, 'some day'])('has nothing to count with %j', (at) => {
  expect(renderHook(() => useExpiry(at)).result.current).toEqual({ isExpired: false, minutesLeft: null });
  expect(vi.getTimerCount()).toBe(0);
});

it('knows no time on a server', () => {
  const Remaining = (): ReactNode => <p>{String(useExpiry(after(1_000)).minutesLeft)}</p>;
  expect(renderToString(<Remaining />)).toBe('<p>null</p>');
});
