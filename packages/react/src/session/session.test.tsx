// @vitest-environment jsdom
import { createScriptedTransport, createThreadStore, type ScriptStep, type ThreadStore } from '@nl2sql/core/client';
import { initialRunState, type JsonRunState } from '@nl2sql/core/protocol';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Nl2SqlProvider, useCapabilities, usePresentation, useThread, useThreadActions, useThreadSelector, useTurn, type PresentationOptions, type SessionOptions } from '../headless.ts';

afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

const answer: readonly ScriptStep[] = [
  { type: 'run.started', question: 'How many orders?', resumed: false },
  { type: 'result.meta', columns: [{ name: 'orders', type: 'integer' }] },
  { type: 'result.rows', rows: [[42]] },
  { type: 'result.finished', rowCount: 1, truncated: false },
  { type: 'run.finished', outcome: 'success' },
];
const earlier: JsonRunState = { ...initialRunState, phase: 'succeeded', runId: 'run-0', threadId: 'thread-0', question: 'How many customers?', lastSeq: 4 };

const within = (props: SessionOptions & PresentationOptions) => ({ children }: { readonly children: ReactNode }) => <Nl2SqlProvider {...props}>{children}</Nl2SqlProvider>;
const storeOf = (runs: readonly (readonly ScriptStep[])[] = [answer]): ThreadStore => createThreadStore({ transport: createScriptedTransport({ runs }), storage: null });

describe('useThread', () => {
  it('asks and has the answer', async () => {
    const { result } = renderHook(useThread, { wrapper: within({ transport: createScriptedTransport({ runs: [answer] }) }) });
    await act(() => result.current.ask('How many orders?'));
    expect(result.current.turns).toMatchObject([{ question: 'How many orders?', phase: 'succeeded', run: { result: { rows: [[42]] } } }]);
  });

  it('says what to do without a provider', () => {
    const Turns = (): ReactNode => useThread().turns.length;
    expect(() => renderToString(<Turns />)).toThrow('put an Nl2SqlProvider around it');
  });

  it('keeps conversations apart that are on one page', async () => {
    const first = renderHook(useThread, { wrapper: within({ transport: createScriptedTransport({ runs: [answer] }), storageKey: 'first' }) });
    const second = renderHook(useThread, { wrapper: within({ transport: createScriptedTransport({ runs: [answer] }), storageKey: 'second' }) });
    await act(() => first.result.current.ask('How many orders?'));
    expect(second.result.current.turns).toEqual([]);
    expect(Object.keys(sessionStorage)).toEqual(['first']);
  });
});

describe('Nl2SqlProvider', () => {
  it('hands on how its components look and read', () => {
    const { result } = renderHook(() => usePresentation(), { wrapper: within({ store: storeOf(), locale: 'de', density: 'compact' }) });
    expect(result.current).toMatchObject({ locale: 'de', density: 'compact' });
  });

  it('needs a conversation', () => {
    const without = {} as { store: ThreadStore };
    expect(() => renderToString(<Nl2SqlProvider {...without}>{null}</Nl2SqlProvider>)).toThrow('give it a `store` or a `transport`');
  });

  it.each([['once', ({ children }: { children: ReactNode }) => children], ['twice, as in strict mode', StrictMode]] as const)(
    'is where the page was before when it is mounted %s',
    async (_name, Mode) => {
      sessionStorage.setItem('nl2sql', JSON.stringify({ threadId: 'thread-0', runId: 'run-0', lastSeq: 4 }));
      const transport = createScriptedTransport({ runs: [answer], history: { threadId: 'thread-0', runs: [earlier] } });
      const { result } = renderHook(useThread, {
        wrapper: ({ children }) => <Mode><Nl2SqlProvider transport={transport}>{children}</Nl2SqlProvider></Mode>,
      });
      await waitFor(() => expect(result.current.turns).toMatchObject([{ question: 'How many customers?', phase: 'succeeded' }]));
      expect(result.current.isRestoring).toBe(false);
    },
  );

  it('keeps its conversation when a transport is made anew with every render', async () => {
    const { result, rerender } = renderHook(useThread, {
      wrapper: ({ children }) => <Nl2SqlProvider transport={createScriptedTransport({ runs: [answer] })}>{children}</Nl2SqlProvider>,
    });
    await act(() => result.current.ask('How many orders?'));
    rerender();
    expect(result.current.turns).toHaveLength(1);
  });

  it('stops nothing when it is unmounted, and reads no further', async () => {
    const transport = createScriptedTransport({ runs: [answer.slice(0, 1)] });
    const cancel = vi.spyOn(transport, 'cancel');
    const { result, unmount } = renderHook(useThread, { wrapper: within({ transport }) });
    act(() => void result.current.ask('How many orders?'));
    await waitFor(() => expect(result.current.turns[0]?.phase).toBe('streaming'));
    unmount();
    expect(cancel).not.toHaveBeenCalled();
  });

  it('leaves a store of the host to the host', async () => {
    const store = storeOf();
    const dispose = vi.spyOn(store, 'dispose');
    renderHook(useThread, { wrapper: within({ store }) }).unmount();
    expect(dispose).not.toHaveBeenCalled();
    await store.ask('How many orders?');
    expect(store.getSnapshot().turns[0]?.phase).toBe('succeeded');
  });

  it('renders on a server what a browser renders first, whatever the store knows', async () => {
    const store = storeOf();
    await store.ask('How many orders?');
    const Count = (): ReactNode => <p>{useThread().turns.length}</p>;
    expect(renderToString(<Nl2SqlProvider store={store}><Count /></Nl2SqlProvider>)).toBe('<p>0</p>');
  });
});

describe('what is subscribed to', () => {
  it('renders a turn when that turn has changed, and no other', async () => {
    const store = storeOf();
    await store.ask('How many orders?');
    const [first] = store.getSnapshot().turns;
    const rendered = vi.fn();
    const { result } = renderHook(() => (rendered(), useTurn(first!.id)), { wrapper: within({ store }) });
    await act(() => store.ask('And in May?'));
    expect(store.getSnapshot().turns).toHaveLength(2);
    expect(result.current).toBe(first);
    expect(rendered).toHaveBeenCalledTimes(1);
  });

  it('takes two parts for the same that it is told are', async () => {
    const store = storeOf();
    const rendered = vi.fn();
    const isEqual = (before: readonly string[], after: readonly string[]): boolean => before.join() === after.join();
    const { result } = renderHook(() => (rendered(), useThreadSelector(({ turns }) => turns.map(({ question }) => question), isEqual)), { wrapper: within({ store }) });
    await act(() => store.ask('How many orders?'));
    expect(result.current).toEqual(['How many orders?']);
    expect(rendered).toHaveBeenCalledTimes(2);
  });

  it('keeps the actions the same and learns what the server offers', async () => {
    const { result } = renderHook(() => ({ actions: useThreadActions(), capabilities: useCapabilities() }), {
      wrapper: within({ transport: createScriptedTransport({ runs: [answer], capabilities: { mayIngest: true } }) }),
    });
    const { actions } = result.current;
    expect(result.current.capabilities).toBeNull();
    await waitFor(() => expect(result.current.capabilities).toMatchObject({ mayIngest: true }));
    expect(result.current.actions).toBe(actions);
  });

  it('has no turn of an id that there is not', () => {
    expect(renderHook(() => useTurn('nowhere'), { wrapper: within({ store: storeOf() }) }).result.current).toBeNull();
  });
});
