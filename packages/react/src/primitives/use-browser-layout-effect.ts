import { useEffect, useLayoutEffect } from 'react';

/** `useLayoutEffect`, about which React 18 complains where it renders without a browser. */
export const useBrowserLayoutEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;
