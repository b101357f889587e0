export { createHandler, type Handler } from './create-handler.ts';
export type { Operation } from './operation.ts';
export { limitsSchema, type RateLimitVerdict, type ServerLimits, type ServerOptions } from './options.ts';
