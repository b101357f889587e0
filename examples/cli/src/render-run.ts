export { renderClarification } from './render-clarification.ts';
export { renderConfidence } from './render-confidence.ts';
export { renderEvent } from './render-event.ts';
export { renderResult } from './render-result.ts';
