/** Everything that the server can be asked for. */
export const OPERATIONS = [
  'startRun',
  'readRun',
  'readEvents',
  'cancelRun',
  'resumeThread',
  'readThread',
  'readResult',
  'readSchema',
  'ingestSchema',
  'readCapabilities',
  'readDocument',
] as const;

/** What a request asks for: the `operationId` of the OpenAPI document. */
export type Operation = (typeof OPERATIONS)[number];
