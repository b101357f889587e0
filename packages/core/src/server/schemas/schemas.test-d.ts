import { expectTypeOf, it } from 'vitest';
import type * as z from 'zod';
import type { Pipeline } from '../../create-pipeline.ts';
import type { Capabilities, Cell, InterruptResponse, JsonRunState, ProblemDetails, Revision, RowPage, RunEvent, SchemaStructure, Thread } from '../../protocol/index.ts';
import type { interruptResponseSchema, startRunSchema } from '../request-schemas.ts';
import type { wireSchemas } from './index.ts';

/** A type without `readonly`, its intersections made one, so that only what it says is compared. */
type Plain<T> = [T] extends [string | number | boolean | null | undefined]
  ? T
  : Cell extends T
    ? 'a cell'
    : T extends readonly (infer Item)[]
      ? Plain<Item>[]
      : T extends object
        ? { -readonly [K in keyof T]: Plain<T[K]> }
        : T;
type Sent<Name extends keyof typeof wireSchemas> = Plain<z.output<(typeof wireSchemas)[Name]>>;

it('describes what is sent as the protocol has it', () => {
  expectTypeOf<Sent<'RunState'>>().toEqualTypeOf<Plain<JsonRunState>>();
  expectTypeOf<Sent<'Thread'>>().toEqualTypeOf<Plain<Thread>>();
  expectTypeOf<Sent<'RowPage'>>().toEqualTypeOf<Plain<RowPage>>();
  expectTypeOf<Sent<'SchemaStructure'>>().toEqualTypeOf<Plain<SchemaStructure>>();
  expectTypeOf<Sent<'Capabilities'>>().toEqualTypeOf<Plain<Capabilities>>();
  expectTypeOf<Sent<'ProblemDetails'>>().toEqualTypeOf<Plain<ProblemDetails>>();
  expectTypeOf<Sent<'IngestReport'>>().toEqualTypeOf<Plain<Awaited<ReturnType<Pipeline['ingest']>>>>();
});

it('describes every event', () => {
  type Event<Type extends RunEvent['type']> = Plain<Extract<RunEvent, { type: Type }>>;
  type Described<Type extends RunEvent['type']> = Extract<Sent<'RunEvent'>, { type: Type }>;
  expectTypeOf<Sent<'RunEvent'>['type']>().toEqualTypeOf<RunEvent['type']>();
  expectTypeOf<{ [T in RunEvent['type']]: Described<T> }>().toEqualTypeOf<{ [T in RunEvent['type']]: Event<T> }>();
});

it('describes what is taken as the protocol has it', () => {
  type Taken<T extends z.ZodType> = Plain<z.input<T>>;
  expectTypeOf<Taken<ReturnType<typeof startRunSchema>>>().toEqualTypeOf<Plain<{ question: string; threadId?: string; revises?: Revision }>>();
  expectTypeOf<z.output<typeof interruptResponseSchema>>().toEqualTypeOf<InterruptResponse>();
});

it('notices a field that differs', () => {
  expectTypeOf<Sent<'RowPage'>>().not.toEqualTypeOf<Plain<Omit<RowPage, 'next'>>>();
  expectTypeOf<Sent<'RowPage'>>().not.toEqualTypeOf<Plain<Omit<RowPage, 'next'> & { next: string }>>();
});
