import type { Answer } from '../../../../tests/support/scripted-server.ts';
import type { JsonRunState, RunEvent } from '../protocol/index.ts';
import { initialRunState, reduceRun } from '../protocol/index.ts';
import type { ScriptedEvent } from './scripted-run.ts';

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'nl2sql-protocol': '1',
  'nl2sql-run-id': 'run-1',
  'nl2sql-thread-id': 'thread-1',
};

/** Events with their numbers, from one on. */
export function numbered(events: readonly ScriptedEvent[], from = 1): RunEvent[] {
  return events.map((event, at) => ({ ...event, seq: from + at, runId: 'run-1', threadId: 'thread-1', at: '2026-01-01T00:00:00.000Z' }));
}

export const frames = (...events: readonly RunEvent[]): string =>
  events.map((event) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');

export const stateOf = (events: readonly RunEvent[]): JsonRunState => events.reduce(reduceRun, initialRunState);

/** What an attachment begins with, for a reader who has seen these events. */
export function snapshotOf(events: readonly RunEvent[]): RunEvent {
  const state = stateOf(events);
  return { type: 'snapshot', seq: state.lastSeq, runId: 'run-1', threadId: 'thread-1', at: '2026-01-01T00:00:00.000Z', state };
}

/** Sends a whole stream and ends it. */
export function stream(text: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(200, { ...HEADERS, ...headers }).end(text);
  };
}

/** Sends a part of a stream, and closes the connection when it has gone. */
export function broken(text: string): Answer {
  return (response) => {
    response.writeHead(200, HEADERS).write(text, () => response.destroy());
  };
}

/** Sends a part of a stream, and nothing more. */
export function silent(text: string): Answer {
  return (response) => {
    response.writeHead(200, HEADERS).flushHeaders();
    if (text !== '') response.write(text);
  };
}

/** Sends a stream byte by byte, each when the one before has gone. */
export function trickled(text: string): Answer {
  return (response) => {
    response.writeHead(200, HEADERS);
    const bytes = Buffer.from(text);
    const send = (at: number): void => {
      if (at === bytes.length) response.end();
      else response.write(bytes.subarray(at, at + 1), () => setImmediate(send, at + 1));
    };
    send(0);
  };
}

export function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    const details = { type: `urn:nl2sql:${code}`, title: code, status, detail: `It is ${code}.`, code, hint: 'A hint.', retryable: status >= 500 };
    response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(details));
  };
}
