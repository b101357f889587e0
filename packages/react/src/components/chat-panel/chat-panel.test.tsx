// @vitest-environment jsdom
import { createScriptedTransport, createThreadStore, type ThreadStore } from '@nl2sql/core/client';
import type { Interrupt } from '@nl2sql/core/protocol';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatPanel, Nl2SqlProvider, type ChatPanelProps, type TurnPartProps } from '../../index.ts';
import { answered, clarifying, oneValue, question, schema, scriptFor, started, turnOf, working } from './chat.fixture.ts';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

function mount(props: Partial<ChatPanelProps> = {}): { readonly store: ThreadStore; readonly input: HTMLTextAreaElement } {
  const store = createThreadStore({ transport: createScriptedTransport({ runs: ({ question: asked }) => scriptFor(asked) }), storage: null });
  render(<StrictMode><Nl2SqlProvider store={store}><ChatPanel schema={schema} {...props} /></Nl2SqlProvider></StrictMode>);
  return { store, input: screen.getByRole('textbox', { name: 'Question' }) };
}

function type(input: HTMLTextAreaElement, text: string): void {
  input.focus();
  fireEvent.change(input, { target: { value: text } });
  fireEvent.keyDown(input, { key: 'Enter' });
}

const said = (text: string): Promise<void> => waitFor(() => expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain(text));

describe('with a session', () => {
  it('asks with Enter, answers, and leaves the focus where it is', async () => {
    const { input } = mount();
    type(input, 'How many orders are open?');
    expect(input.value).toBe('');
    expect(await screen.findByText('12,840')).toBeTruthy();
    expect(screen.getByRole('article', { name: /^You, / }).textContent).toBe('How many orders are open?');
    expect(screen.getByRole('article', { name: 'Assistant, answer ready' })).toBeTruthy();
    expect(document.activeElement).toBe(input);
  });

  it('asks what is suggested', async () => {
    const { store } = mount();
    fireEvent.click(screen.getByRole('button', { name: 'How many rows are in orders?' }));
    await waitFor(() => expect(store.getSnapshot().turns[0]?.phase).toBe('succeeded'));
    expect(screen.queryByRole('list', { name: 'Suggested questions' })).toBeNull();
  });

  it('turns Send into Stop in its place, stops with Escape, and says what became of it', async () => {
    const { input } = mount();
    const send = screen.getByRole('button', { name: 'Send' });
    type(input, 'everything');
    expect(await screen.findByRole('button', { name: 'Stop' })).toBe(send);
    await screen.findByText(/Running the query/);
    fireEvent.keyDown(input, { key: 'Escape' });
    expect(await screen.findByText('The database confirmed that the query was cancelled.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Send' })).toBe(send);
    expect(document.activeElement).toBe(input);
  });

  it('keeps a text that is sent while a run is on', async () => {
    const { input, store } = mount();
    type(input, 'everything');
    await screen.findByRole('button', { name: 'Stop' });
    type(input, 'And in May?');
    expect(screen.getByText(/Stop the run first/, { selector: '.nl2sql-chat__hint' })).toBeTruthy();
    expect(input.value).toBe('And in May?');
    expect(store.getSnapshot().turns).toHaveLength(1);
    await act(() => store.stop());
    expect(screen.queryByText(/Stop the run first/, { selector: '.nl2sql-chat__hint' })).toBeNull();
  });

  it('asks again with another reading, and marks what was asked before', async () => {
    const { input, store } = mount();
    type(input, question);
    const chip = await screen.findByRole('button', { name: /revenue = Order total/ });
    fireEvent.click(chip);
    fireEvent.click(screen.getByRole('radio', { name: /Net of discounts/ }));
    fireEvent.submit(screen.getByRole('radio', { name: /Net of discounts/ }).closest('form')!);
    await waitFor(() => expect(store.getSnapshot().turns.map(({ phase }) => phase)).toEqual(['succeeded', 'succeeded']));
    expect(store.getSnapshot().turns[1]!.revises).toBe(store.getSnapshot().turns[0]!.id);
    expect(await screen.findByText('Asked again with another reading')).toBeTruthy();
    expect(screen.getByText('With another reading')).toBeTruthy();
  });

  it('offers the earlier question again', async () => {
    const { input } = mount();
    type(input, 'How many orders are open?');
    await screen.findByText('12,840');
    fireEvent.click(screen.getByRole('button', { name: 'Edit question' }));
    expect(input.value).toBe('How many orders are open?');
    expect(document.activeElement).toBe(input);
  });
});

describe('a question back', () => {
  it('opens a dialog where the user is in the composer, and takes the answer', async () => {
    const { input, store } = mount();
    type(input, 'How many active customers?');
    const dialog = await screen.findByRole('dialog', { name: 'Which customers do you mean?' });
    fireEvent.click(within(dialog).getByRole('radio', { name: /Customer accounts/ }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(store.getSnapshot().turns[0]?.phase).toBe('succeeded'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(document.activeElement).toBe(input);
  });

  it('stays in its turn where the user is elsewhere, with a way to it', async () => {
    const { input, store } = mount();
    input.blur();
    act(() => void store.ask('How many active customers?'));
    await screen.findByRole('heading', { name: 'Which customers do you mean?' });
    expect(screen.queryByRole('dialog')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Go to the open question' }));
    expect(document.activeElement).toBe(screen.getByRole('article', { name: 'Assistant, waits for you' }));
  });

  it('is never painted in its turn on the way to a dialog', async () => {
    const { store, input } = mount({ clarify: 'dialog' });
    input.blur();
    const places = new Set<boolean>();
    const observer = new MutationObserver(() => {
      for (const heading of screen.queryAllByRole('heading', { name: 'Which customers do you mean?' })) places.add(heading.closest('[role=dialog]') !== null);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    act(() => void store.ask('How many active customers?'));
    await screen.findByRole('dialog', { name: 'Which customers do you mean?' });
    observer.disconnect();
    expect([...places]).toEqual([true]);
  });

  it.each([['inline', true, false], ['dialog', false, true], ['auto', false, false]] as const)('with clarify %s and the composer focused: %s, is in a dialog: %s', async (clarify, isFocused, isDialog) => {
    const { input, store } = mount({ clarify });
    if (isFocused) input.focus();
    else input.blur();
    act(() => void store.ask('How many active customers?'));
    await screen.findByRole('heading', { name: 'Which customers do you mean?' });
    expect(screen.queryByRole('dialog') !== null).toBe(isDialog);
  });

  it('takes no one away who types elsewhere on the page', async () => {
    const elsewhere = document.body.appendChild(document.createElement('input'));
    const { store } = mount({ clarify: 'dialog' });
    elsewhere.focus();
    act(() => void store.ask('How many active customers?'));
    await screen.findByRole('heading', { name: 'Which customers do you mean?' });
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();
  });

  it('can be ended where it is of a kind that is not known', () => {
    const onStop = vi.fn();
    const unknown = { id: 'i9', kind: 'signature' } as unknown as Interrupt;
    render(<ChatPanel turns={[turnOf([...working, { type: 'run.finished', outcome: 'interrupt', interrupts: [unknown] }])]} onStop={onStop} />);
    fireEvent.click(within(screen.getByRole('log')).getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledOnce();
  });
});

describe('from data', () => {
  it('offers what it has a callback for, and calls the newest', () => {
    const [first, second] = [vi.fn(), vi.fn()];
    const { rerender } = render(<ChatPanel turns={[turnOf(oneValue)]} onRetry={first} />);
    expect(screen.queryByRole('textbox')).toBeNull();
    rerender(<ChatPanel turns={[turnOf(oneValue)]} onRetry={second} />);
    fireEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(first).not.toHaveBeenCalled();
    expect(second).toHaveBeenCalledExactlyOnceWith('1');
  });

  it('renders a turn again when it has changed, and no other', () => {
    const rendered = vi.fn();
    const Headline = ({ turn }: TurnPartProps): ReactNode => {
      rendered(turn.id);
      return turn.question;
    };
    const parts = { headline: Headline };
    const first = turnOf(answered, { id: '1' });
    const panel = (second: ReturnType<typeof turnOf>): ReactNode => <ChatPanel turns={[first, second]} parts={parts} onAsk={() => undefined} />;
    const { rerender } = render(panel(turnOf(working, { id: '2' })));
    rendered.mockClear();
    rerender(panel(turnOf([...working, { type: 'step.progress', step: 'execute-query', text: '12 %' }], { id: '2' })));
    expect(rendered.mock.calls).toEqual([['2']]);
  });

  it('says of an answer that is not kept any more that it is not, and how to have it again', () => {
    const onRetry = vi.fn();
    render(<ChatPanel turns={[turnOf([started, { type: 'run.finished', outcome: 'success' }])]} onRetry={onRetry} />);
    const answer = screen.getByRole('article', { name: 'Assistant, no answer' });
    expect(within(answer).getByText('This answer is no longer kept')).toBeTruthy();
    fireEvent.click(within(answer).getByRole('button', { name: 'Ask again' }));
    expect(onRetry).toHaveBeenCalledExactlyOnceWith('1');
  });

  const problem = (code: string) => ({ code, message: 'It went wrong.', hint: null, retryable: false });

  it.each(['ALREADY_RESUMED', 'RUN_NOT_WAITING'])('says that another answer came first, whatever it led to (%s)', (code) => {
    for (const events of [oneValue, [started, { type: 'run.finished', outcome: 'cancelled', databaseStopped: false }]] as const) {
      render(<ChatPanel turns={[turnOf(events, { problem: problem(code) })]} onLoadRows={() => undefined} />);
      expect(screen.getByText('Another answer came first')).toBeTruthy();
      expect(screen.queryByText('More rows could not be loaded')).toBeNull();
      cleanup();
    }
  });

  it('names the rows by their question as it was put', () => {
    render(<ChatPanel turns={[turnOf(answered)]} />);
    expect(screen.getByRole('table').querySelector('caption')?.textContent).toMatch(/^What was the revenue by country this year\? Arrow keys/u);
  });

  it('says that rows could not be loaded where there are more, and of nothing else that went wrong before', () => {
    const { rerender } = render(<ChatPanel turns={[turnOf(answered, { problem: problem('NETWORK_FAILED'), nextRows: 'r200' })]} onLoadRows={() => undefined} />);
    expect(screen.getByText('More rows could not be loaded')).toBeTruthy();
    rerender(<ChatPanel turns={[turnOf(answered, { problem: problem('NETWORK_FAILED') })]} onLoadRows={() => undefined} />);
    expect(screen.queryByText('More rows could not be loaded')).toBeNull();
  });

  it.each([['succeeded', [started, { type: 'run.finished', outcome: 'success' }]], ['waits', clarifying]] as const)('counts no steps of a run that %s where none are known', (_phase, events) => {
    const { container } = render(<ChatPanel turns={[turnOf(events)]} />);
    expect(container.querySelector('.nl2sql-progress')).toBeNull();
  });

  it('goes from message to message with Alt and an arrow', () => {
    render(<ChatPanel turns={[turnOf(oneValue, { id: '1' }), turnOf(oneValue, { id: '2' })]} />);
    const articles = screen.getAllByRole('article');
    const log = screen.getByRole('log');
    fireEvent.keyDown(log, { key: 'ArrowUp', altKey: true });
    expect(document.activeElement).toBe(articles.at(-1));
    fireEvent.keyDown(articles.at(-1)!, { key: 'ArrowUp', altKey: true });
    expect(document.activeElement).toBe(articles.at(-2));
    fireEvent.keyDown(articles.at(-2)!, { key: 'ArrowDown', altKey: true });
    expect(document.activeElement).toBe(articles.at(-1));
  });

  it('needs its root', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    expect(() => render(<ChatPanel.Composer />)).toThrow('put ChatPanel.Root around it');
  });
});

describe('what is said aloud', () => {
  const panel = (events: Parameters<typeof turnOf>[0], changed: Parameters<typeof turnOf>[1] = {}): ReactNode => <ChatPanel turns={[turnOf(events, changed)]} onAsk={() => undefined} />;

  it('is where a turn begins and ends, and nothing of what was there before', async () => {
    const { rerender } = render(panel(working));
    expect(screen.getAllByRole('status').map(({ textContent }) => textContent).join('')).toBe('');
    rerender(panel(answered));
    await said('Answer ready, 8 rows, High confidence 86%');
    expect(screen.getByRole('log').getAttribute('aria-live')).toBe('off');
  });

  it('is a failure at once', async () => {
    const { rerender } = render(panel(working));
    rerender(panel([...working, { type: 'run.finished', outcome: 'error', error: { code: 'X', message: 'The database is away.', hint: null, stage: null, retryable: true } }]));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('Failed: The database is away.'));
  });

  it('is that another answer came first', async () => {
    const { rerender } = render(panel(clarifying));
    rerender(panel(clarifying, { phase: 'responding', problem: { code: 'ALREADY_RESUMED', message: 'Late.', hint: null, retryable: false } }));
    await waitFor(() => expect(screen.getAllByRole('alert').map(({ textContent }) => textContent)).toContain('Another answer came first'));
  });

  it('is what is asked back', async () => {
    const { rerender } = render(panel(working));
    rerender(panel(clarifying));
    await said('Needs your choice among 3: Which customers do you mean?');
  });
});
