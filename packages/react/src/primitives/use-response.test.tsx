// @vitest-environment jsdom
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { useResponse, type ResponseProblem } from './use-response.ts';

afterEach(cleanup);

const lost: ResponseProblem = { code: 'NETWORK_FAILED', message: 'The server could not be reached.', hint: 'Send it again.', retryable: true };

it('sends one answer, however often it is asked to', async () => {
  let take = (): void => undefined;
  const onRespond = vi.fn(() => new Promise<void>((resolve) => (take = resolve)));
  const { result } = renderHook(() => useResponse(onRespond, null));
  act(() => {
    result.current.respond('yes');
    result.current.respond('yes');
  });
  expect(result.current.status).toBe('pending');
  await act(async () => take());
  expect(result.current.status).toBe('sent');
  act(() => result.current.respond('no'));
  expect(onRespond).toHaveBeenCalledOnce();
});

it('can be tried again after a failure, and tells the words of the product only', async () => {
  const failures = [Object.assign(new Error(lost.message), { code: lost.code, hint: lost.hint, retryable: true }), new Error('ECONNRESET 10.0.0.1')];
  const onRespond = vi.fn(() => {
    const failure = failures.shift();
    if (failure) throw failure;
  });
  const { result } = renderHook(() => useResponse(onRespond, null));
  await act(async () => result.current.respond('yes'));
  expect(result.current).toMatchObject({ status: 'failed', problem: lost });
  await act(async () => result.current.respond('yes'));
  expect(result.current).toMatchObject({ status: 'failed', problem: null });
  await act(async () => result.current.respond('yes'));
  expect(result.current).toMatchObject({ status: 'sent', problem: null });
});

it('believes the host that an answer was not taken, though its promise resolved', async () => {
  const { result, rerender } = renderHook(({ problem }: { problem: ResponseProblem | null }) => useResponse(() => Promise.resolve(), problem), {
    initialProps: { problem: null as ResponseProblem | null },
  });
  await act(async () => result.current.respond('yes'));
  rerender({ problem: lost });
  expect(result.current).toMatchObject({ status: 'failed', problem: lost });
});
