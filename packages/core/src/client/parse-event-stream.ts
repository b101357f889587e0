/** One dispatched frame of an event stream. */
export interface EventStreamFrame {
  /** `message` when the frame names none. */
  readonly event: string;
  /** The lines of data, joined by line feeds. */
  readonly data: string;
  /** The last id that the stream has named; empty when it has named none. */
  readonly id: string;
}

export interface EventStreamParser {
  /** The frames that end with this chunk. Throws `RangeError` when a frame is longer than allowed. */
  push(chunk: Uint8Array): readonly EventStreamFrame[];
  /** The frame that the stream ended in, when no blank line followed it. It may be cut. */
  end(): readonly EventStreamFrame[];
}

/**
 * Parses an event stream as the WHATWG has it, in chunks cut anywhere: CR, LF and CRLF end a line, a byte order mark
 * is left out, comments and unknown fields are passed over. Unlike there, a last frame without its blank line
 * is given, since one that is complete can be told from one that is cut by what it holds.
 *
 * @param maxFrameLength - UTF-16 code units of a line, and of the data of a frame.
 */
export function createEventStreamParser({ maxFrameLength }: { readonly maxFrameLength: number }): EventStreamParser {
  const decoder = new TextDecoder();
  let line = '';
  let endedInReturn = false;
  let data: string[] = [];
  let dataLength = 0;
  let event = '';
  let id = '';
  let frames: EventStreamFrame[] = [];

  function dispatch(): void {
    if (data.length > 0) frames.push({ event: event || 'message', data: data.join('\n'), id });
    data = [];
    dataLength = 0;
    event = '';
  }

  function takeLine(text: string): void {
    if (text === '') return dispatch();
    const colon = text.indexOf(':');
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') event = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'data') {
      data.push(value);
      dataLength += value.length + 1;
    }
    checkLength();
  }

  function checkLength(): void {
    if (line.length > maxFrameLength || dataLength > maxFrameLength) throw new RangeError('A frame of the event stream is too long.');
  }

  function take(text: string): readonly EventStreamFrame[] {
    if (text === '') return [];
    // The CR of the last chunk has ended its line already: its LF ends none.
    let start = endedInReturn && text[0] === '\n' ? 1 : 0;
    const lineEnd = /\r\n|\r|\n/g;
    lineEnd.lastIndex = start;
    for (let found = lineEnd.exec(text); found !== null; found = lineEnd.exec(text)) {
      const complete = line + text.slice(start, found.index);
      line = '';
      start = lineEnd.lastIndex;
      takeLine(complete);
    }
    endedInReturn = text.endsWith('\r');
    line += text.slice(start);
    checkLength();
    const complete = frames;
    frames = [];
    return complete;
  }

  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => [...take(decoder.decode()), ...take('\n\n')],
  };
}
