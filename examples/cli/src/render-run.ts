export { renderClarification } from './render-clarification.ts';
export { renderConfidence } from './render-confidence.ts';
export { renderEvent, renderLock, renderTables } from './render-event.ts';
export { renderFailure, renderRefusal, renderResult, renderUsage, type RenderResultOptions } from './render-result.ts';
export { renderSql } from './render-sql.ts';
