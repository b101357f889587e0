import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventStreamParser, type EventStreamFrame } from './parse-event-stream.ts';

const encoder = new TextEncoder();

function parse(chunks: readonly (string | Uint8Array)[], maxFrameLength = 10_000): EventStreamFrame[] {
  const parser = createEventStreamParser({ maxFrameLength });
  return [...chunks.flatMap((chunk) => parser.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)), ...parser.end()];
}

/** The bytes cut at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.slice(at[index], end));
}

const message = (data: string, event = 'message', id = ''): EventStreamFrame => ({ event, data, id });

describe('an event stream', () => {
  it.each([
    ['a frame', 'id: 7\nevent: usage\ndata: {"a":1}\n\n', [message('{"a":1}', 'usage', '7')]],
    ['lines that end in CR, LF and CRLF', 'data: a\rdata: b\r\ndata: c\n\r\n', [message('a\nb\nc')]],
    ['one space after the colon and no more', 'data:a\n\ndata:  b\n\n', [message('a'), message(' b')]],
    ['a field without a colon', 'data\n\ndata\ndata\n\n', [message(''), message('\n')]],
    ['a frame without data', 'event: x\n\ndata: a\n\n', [message('a')]],
    ['comments and unknown fields', ': hb\n\nretry: 10\nweather: fine\ndata: a\n:\n\n', [message('a')]],
    ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
    ['a byte order mark that is none', 'data: a\uFEFF\n\n', [message('a\uFEFF')]],
    ['an id that stays until the next', 'id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n', [message('a', 'message', '1'), message('b', 'message', '1'), message('c')]],
    ['an id with a null', 'id: 1\0\ndata: a\n\n', [message('a')]],
    ['a last frame without its blank line', 'data: a\n\ndata: b', [message('a'), message('b')]],
    ['a last frame that ends in its line', 'data: a\n', [message('a')]],
    ['nothing', '', []],
    ['colons in the data', 'data: {"a":"b: c"}\n\n', [message('{"a":"b: c"}')]],
  ])('with %s', (_, text, frames) => {
    expect(parse([text])).toEqual(frames);
    // However it is cut: after each byte.
    expect(parse(Array.from(encoder.encode(text), (byte) => new Uint8Array([byte])))).toEqual(frames);
  });

  it('gives a frame as soon as its blank line is there', () => {
    const parser = createEventStreamParser({ maxFrameLength: 100 });
    expect(parser.push(encoder.encode('data: a\r'))).toEqual([]);
    expect(parser.push(encoder.encode('\r'))).toEqual([message('a')]);
    expect(parser.push(encoder.encode('\ndata: b\n\n'))).toEqual([message('b')]);
  });

  it('refuses a frame that is too long, in one line or in many', () => {
    expect(() => parse(['data: ', 'a'.repeat(60), 'a'.repeat(60)], 100)).toThrow(RangeError);
    expect(() => parse(Array.from({ length: 12 }, () => `data: ${'a'.repeat(10)}\n`), 100)).toThrow(RangeError);
    expect(parse(Array.from({ length: 12 }, () => `data: ${'a'.repeat(50)}\n\n`), 100)).toHaveLength(12);
  });

  it('is the same in whatever pieces it comes, with whatever line ends', () => {
    const line = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    const frame = fc.record({ event: line.map((text) => text.trim() || 'e'), data: fc.array(line, { minLength: 1, maxLength: 3 }), comment: line });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), fc.constantFrom('\n', '\r', '\r\n'), fc.boolean(), fc.array(fc.nat(), { maxLength: 12 }), (frames, end, isWhole, places) => {
        const blocks = frames.map(({ event, data, comment }) => [`event: ${event}`, `:${comment}`, ...data.map((text) => `data: ${text}`)].join(end) + end);
        const text = blocks.join(end) + (isWhole ? end : '');
        const expected = frames.map(({ event, data }) => message(data.map(wellFormed).join('\n'), wellFormed(event)));
        expect(parse(cut(encoder.encode(text), places))).toEqual(expected);
      }),
      { numRuns: 100 },
    );
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        expect(parse(cut(bytes, places))).toEqual(parse([bytes]));
      }),
    );
  });
});

/** A lone surrogate has no bytes of its own. */
const wellFormed = (text: string): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoder.encode(text));
