export { useCopy, type CopyState } from './use-copy.ts';
export { useDelayed } from './use-delayed.ts';
