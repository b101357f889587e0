export interface Frame {
  readonly id: string | null;
  readonly event: string;
  readonly data: unknown;
}

/** The frames of an event stream as they come; comments are left out. */
export async function* framesOf(response: Response): AsyncGenerator<Frame> {
  let rest = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    const blocks = (rest + part).split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)]));
      const data = fields.get('data');
      if (data !== undefined) yield { id: fields.get('id') ?? null, event: fields.get('event') ?? '', data: JSON.parse(data) };
    }
  }
  if (rest !== '') throw new Error(`The stream ended within a frame: ${rest}`);
}

