// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useComposer, type ComposerOptions } from './index.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Options = Partial<Omit<ComposerOptions, 'value' | 'onValueChange'>>;

function Field({ options, initial }: { readonly options: Options; readonly initial: string }): ReactNode {
  const [value, onValueChange] = useState(initial);
  const { inputRef, inputProps, submit, isHeld } = useComposer({ value, onValueChange, onSend: () => undefined, ...options });
  return (
    <>
      <textarea ref={inputRef} {...inputProps} />
      <button onClick={submit}>{isHeld ? 'held' : 'free'}</button>
    </>
  );
}

function mount(initial: string, options: Options = {}) {
  const onSend = vi.fn();
  const onStop = vi.fn();
  const element = (changed: Options = {}): ReactNode => <Field initial={initial} options={{ onSend, onStop, ...options, ...changed }} />;
  const { rerender } = render(element());
  const input = screen.getByRole<HTMLTextAreaElement>('textbox');
  const press = (key: string, more: object = {}): boolean => fireEvent.keyDown(input, { key, ...more });
  return { onSend, onStop, input, press, button: screen.getByRole('button'), rerender: (changed: Options) => rerender(element(changed)) };
}

describe('useComposer', () => {
  it('sends with Enter what is not only space, and empties the field', () => {
    const { onSend, input, press } = mount('  How many? ');
    expect(press('Enter')).toBe(false);
    expect(onSend).toHaveBeenCalledExactlyOnceWith('How many?');
    expect(input.value).toBe('');
    press('Enter');
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it.each([{ shiftKey: true }, { altKey: true }])('begins a line with Enter and %j', (modifier) => {
    const { onSend, press } = mount('How many?');
    expect(press('Enter', modifier)).toBe(true);
    expect(onSend).not.toHaveBeenCalled();
  });

  it.each([{ isComposing: true }, { keyCode: 229 }])('leaves keys to an input method: %j', (composing) => {
    const { onSend, onStop, press } = mount('nihon', { isRunning: false });
    press('Enter', composing);
    press('Escape', composing);
    expect([onSend, onStop].flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  it.each([{ ctrlKey: true }, { metaKey: true }])('sends with %j alone where Enter begins a line', (modifier) => {
    const { onSend, press } = mount('How many?', { submitMode: 'mod-enter' });
    expect(press('Enter')).toBe(true);
    expect(press('Enter', modifier)).toBe(false);
    expect(onSend).toHaveBeenCalledTimes(1);
  });

  it.each([[undefined, 0], [false, 1]] as const)('under fingers, with newlineOnTouchEnter %s, sends %d times', (newlineOnTouchEnter, times) => {
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: query === '(pointer: coarse)' }));
    const { onSend, press } = mount('How many?', newlineOnTouchEnter === undefined ? {} : { newlineOnTouchEnter });
    press('Enter');
    expect(onSend).toHaveBeenCalledTimes(times);
  });

  it('keeps the text while something is under way, and says so until it is over', () => {
    const { onSend, onStop, press, input, button, rerender } = mount('And in May?', { isRunning: true });
    press('Enter');
    expect([input.value, button.textContent]).toEqual(['And in May?', 'held']);
    press('Escape');
    expect(onStop).toHaveBeenCalledTimes(1);
    fireEvent.click(button);
    expect(onStop).toHaveBeenCalledTimes(2);
    rerender({ isRunning: false });
    expect(button.textContent).toBe('free');
    press('Enter');
    expect(onSend).toHaveBeenCalledExactlyOnceWith('And in May?');
  });

  it('stops nothing where nothing is under way', () => {
    const { onStop, press } = mount('How many?');
    expect(press('Escape')).toBe(true);
    expect(onStop).not.toHaveBeenCalled();
  });

  it('brings back the last text into an empty field, to go on at its end', () => {
    const { input, press } = mount('', { lastText: 'How many?' });
    press('ArrowUp');
    expect([input.value, input.selectionStart]).toEqual(['How many?', 9]);
    fireEvent.change(input, { target: { value: 'Mine' } });
    expect(press('ArrowUp')).toBe(true);
    expect(input.value).toBe('Mine');
  });
});
