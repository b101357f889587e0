export { useCopy, type CopyState } from './use-copy.ts';
export { useDelayed } from './use-delayed.ts';
export { markPhrase, type MarkedSentence } from './mark-phrase.ts';
export { useClarification, type ClarificationChoice, type ClarificationOptions, type ClarificationResponse, type ClarificationState } from './use-clarification.ts';
export { useControlled } from './use-controlled.ts';
export { useResponse, type ResponseProblem, type ResponseState, type ResponseStatus } from './use-response.ts';
export { useElapsed } from './use-elapsed.ts';
export { usePopover, type Popover } from './use-popover.ts';
