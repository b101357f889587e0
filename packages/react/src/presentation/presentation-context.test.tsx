// @vitest-environment jsdom
import { cleanup, render, renderHook, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Surface } from '../components/surface.tsx';
import { de } from '../messages/de.ts';
import { PresentationProvider, usePresentation } from './presentation-context.tsx';

afterEach(cleanup);

describe('usePresentation', () => {
  it('has a default for everything', () => {
    const { result } = renderHook(() => usePresentation());
    expect(result.current).toMatchObject({ locale: 'en', timeZone: 'UTC', dir: 'ltr', theme: 'system', density: 'comfortable', rooted: false });
    expect(result.current.messages.copy).toBe('Copy');
  });

  it('takes what the nearest provider says, and the rest from those around it', () => {
    const { result } = renderHook(() => usePresentation({ close: 'Zu' }), {
      wrapper: ({ children }) => (
        <PresentationProvider locale="de" messages={de} theme="dark">
          <PresentationProvider density="compact" messages={{ copy: 'Nimm' }}>{children}</PresentationProvider>
        </PresentationProvider>
      ),
    });
    expect(result.current).toMatchObject({ locale: 'de', theme: 'dark', density: 'compact' });
    expect([result.current.messages.copy, result.current.messages.close, result.current.messages.retry]).toEqual(['Nimm', 'Zu', 'Erneut versuchen']);
    expect(result.current.format.number(1234.5)).toBe('1.234,5');
  });

  it.each([['ar', 'rtl'], ['he-IL', 'rtl'], ['az-Arab', 'rtl'], ['en', 'ltr'], ['fi', 'ltr']] as const)('reads %s %s', (locale, dir) => {
    const { result } = renderHook(() => usePresentation(), { wrapper: ({ children }) => <PresentationProvider locale={locale}>{children}</PresentationProvider> });
    expect(result.current.dir).toBe(dir);
  });

  it.each([
    [{ locale: 'en_US' }, { locale: 'en-US' }],
    [{ locale: 'ar_EG' }, { locale: 'ar-EG', dir: 'rtl' }],
    [{ locale: '' }, { locale: 'de', dir: 'ltr' }],
    [{ locale: 'C.UTF-8' }, { locale: 'de' }],
    [{ timeZone: 'Europe/Kyiv' }, { timeZone: 'Europe/Kyiv' }],
    [{ timeZone: '' }, { timeZone: 'Asia/Tokyo' }],
    [{ timeZone: 'Mars/Base' }, { timeZone: 'Asia/Tokyo' }],
  ])('does not fail with what a profile may hold: %j', (options, read) => {
    const { result } = renderHook(() => usePresentation(), {
      wrapper: ({ children }) => <PresentationProvider locale="de" timeZone="Asia/Tokyo"><PresentationProvider {...options}>{children}</PresentationProvider></PresentationProvider>,
    });
    expect(result.current).toMatchObject(read);
    expect(result.current.format.dateTime('2026-01-01T00:00:00Z', result.current.timeZone)).toMatch(/2026|٢٠٢٦/u);
  });
});

describe('Surface', () => {
  it('carries the tokens where nothing around it does', () => {
    render(
      <PresentationProvider theme="dark">
        <Surface data-testid="outer">
          <Surface data-testid="inner" />
          <Surface data-testid="portal" root="always" />
        </Surface>
      </PresentationProvider>,
    );
    const themes = ['outer', 'inner', 'portal'].map((id) => screen.getByTestId(id).dataset['theme']);
    expect(themes).toEqual(['dark', undefined, 'dark']);
  });

  it('hands texts on', () => {
    const Text = (): string => usePresentation().messages.copy;
    render(<Surface data-testid="own" messages={{ copy: 'Take' }}><Text /></Surface>);
    expect(screen.getByTestId('own').textContent).toBe('Take');
  });
});
