// @vitest-environment jsdom
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { useEffect, type ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useFollowBottom, type FollowBottom, type FollowBottomOptions } from './index.ts';

/** A region of 100 pixels that holds some of a document of which jsdom knows no sizes. */
function mount(options: FollowBottomOptions = {}) {
  let follow!: FollowBottom;
  const Log = (): ReactNode => {
    const own = useFollowBottom(options);
    useEffect(() => {
      follow = own;
    });
    return <div ref={own.viewportRef}><div ref={own.contentRef} /></div>;
  };
  const viewport = render(<Log />).container.firstElementChild as HTMLElement;
  let height = 100;
  let top = 0;
  Object.defineProperties(viewport, {
    clientHeight: { get: () => 100 },
    scrollHeight: { get: () => height },
    scrollTop: { get: () => top, set: (to: number) => { top = Math.max(0, Math.min(to, height - 100)); } },
  });
  return {
    state: () => follow,
    top: () => top,
    grow: (to: number) => {
      height = to;
      top = Math.min(top, height - 100);
      act(() => observers.forEach((observe) => observe()));
    },
    scroll: (to: number) => {
      viewport.scrollTop = to;
      fireEvent.scroll(viewport);
    },
  };
}

const observers = new Set<() => void>();
beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      readonly #observe: () => void;
      constructor(observe: () => void) {
        this.#observe = observe;
      }
      observe(): void {
        observers.add(this.#observe);
      }
      disconnect(): void {
        observers.delete(this.#observe);
      }
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('useFollowBottom', () => {
  it('keeps the end in sight, however much comes at once', () => {
    const { grow, scroll, top } = mount();
    grow(300);
    expect(top()).toBe(200);
    // Several pieces come before the browser tells of the first scrolling.
    grow(600);
    grow(5_000);
    scroll(4_900);
    grow(9_000);
    expect(top()).toBe(8_900);
  });

  it('never moves a reader who has scrolled up, until they come back', () => {
    const { grow, scroll, top, state } = mount();
    grow(1_000);
    scroll(700);
    grow(2_000);
    grow(3_000);
    expect(top()).toBe(700);
    expect(state().isAtBottom).toBe(false);
    scroll(2_890);
    expect(state().isAtBottom).toBe(true);
    grow(4_000);
    expect(top()).toBe(3_900);
  });

  it('takes content that shrinks for no reader', () => {
    const { grow, scroll, top } = mount();
    grow(1_000);
    grow(500);
    scroll(top());
    grow(1_200);
    expect(top()).toBe(1_100);
  });

  it('does not scroll the anchor away, and never back up to it', () => {
    const anchor = document.createElement('p');
    const { grow, scroll, top, state } = mount({ anchor: () => anchor });
    vi.spyOn(anchor, 'getBoundingClientRect').mockImplementation(() => ({ top: 50 - top() }) as DOMRect);
    grow(1_000);
    expect(top()).toBe(50);
    expect(state().isAtBottom).toBe(false);
    scroll(400);
    grow(1_100);
    expect(top()).toBe(400);
  });

  it('goes to the end when it is told to, and follows from there', () => {
    const { grow, scroll, top, state } = mount();
    grow(1_000);
    scroll(100);
    act(() => state().scrollToBottom());
    expect(top()).toBe(900);
    grow(2_000);
    expect(top()).toBe(1_900);
  });

  it('watches nothing any more when it is gone', () => {
    mount();
    expect(observers.size).toBe(1);
    cleanup();
    expect(observers.size).toBe(0);
  });

  it('leaves the scrolling alone when it is switched off', () => {
    const { grow, top } = mount({ enabled: false });
    grow(1_000);
    expect(top()).toBe(0);
  });
});
