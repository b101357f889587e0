import { JSDOM } from 'jsdom';
import { StrictMode, type ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { samples } from './samples.tsx';

const frame = (element: ReactElement): ReactElement => <StrictMode>{element}</StrictMode>;

// On a server there is no window, so what the server writes is made before the page is.
const warnings: unknown[] = [];
const warn = vi.spyOn(console, 'error').mockImplementation((...words) => void warnings.push(words));
const written = new Map(Object.entries(samples).map(([name, element]) => [name, renderToString(frame(element))]));
warn.mockRestore();

describe('rendered on a server', () => {
  it('has no window', () => {
    expect('window' in globalThis).toBe(false);
  });

  it('warns of nothing', () => {
    expect(warnings).toEqual([]);
  });

  it.each([...written])('%s says something', (_name, html) => {
    expect(html).toContain('nl2sql');
  });
});

describe('taken over in a browser', () => {
  const page = new JSDOM('<!doctype html>', { pretendToBeVisual: true });
  const names = ['window', 'document', 'navigator', 'HTMLElement', 'Element', 'Node', 'Event', 'MutationObserver', 'getComputedStyle', 'requestAnimationFrame', 'cancelAnimationFrame'] as const;

  beforeAll(() => {
    for (const name of names) vi.stubGlobal(name, page.window[name as 'window']);
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    page.window.close();
  });

  it.each([...written])('%s is what the server wrote', async (name, html) => {
    const { hydrateRoot } = await import('react-dom/client');
    const { act } = await import('react');
    const warned = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const recovered = vi.fn();
    const container = page.window.document.createElement('div');
    page.window.document.body.append(container);
    container.innerHTML = html;
    const root = await act(() => hydrateRoot(container, frame(samples[name]!), { onRecoverableError: recovered }));
    expect(recovered).not.toHaveBeenCalled();
    expect(warned).not.toHaveBeenCalled();
    await act(() => root.unmount());
    warned.mockRestore();
  });
});
