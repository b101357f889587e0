'use client';
import { useCallback, useState } from 'react';

/** A value that belongs to the host where it passes one, and to the component otherwise. */
export function useControlled<Value>(value: Value | undefined, initial: Value, onChange: ((value: Value) => void) | undefined): readonly [Value, (value: Value) => void] {
  const [own, setOwn] = useState(initial);
  const change = useCallback(
    (next: Value) => {
      setOwn(next);
      onChange?.(next);
    },
    [onChange],
  );
  return [value ?? own, change];
}
