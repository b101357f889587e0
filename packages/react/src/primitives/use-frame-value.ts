'use client';
import { useEffect, useRef, useState } from 'react';

/**
 * A value that changes often, at most once a frame while `coalesce` holds; otherwise as it is. Rows that arrive
 * a hundred times a frame are drawn once.
 */
export function useFrameValue<T>(value: T, coalesce: boolean): T {
  const [shown, setShown] = useState(value);
  const latest = useRef(value);
  const frame = useRef<number | null>(null);

  useEffect(() => {
    latest.current = value;
    if (!coalesce || frame.current !== null) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = null;
      setShown(latest.current);
    });
  }, [value, coalesce]);

  useEffect(
    () => () => {
      if (frame.current !== null) cancelAnimationFrame(frame.current);
      frame.current = null;
    },
    [],
  );

  return coalesce ? shown : value;
}
