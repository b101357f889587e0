import type { StageName, Usage } from '../protocol/index.ts';

/** What one call of a model took. */
export type CallUsage = Pick<Usage, 'inputTokens' | 'outputTokens' | 'estimated'>;

/** What a run has used, with what it used before a pause. */
export class RunUsage {
  readonly #before: Usage;
  readonly #startedAt = performance.now();
  readonly #stages: Partial<Record<StageName, number>>;
  #calls: CallUsage & Pick<Usage, 'modelCalls'>;

  constructor(before: Usage) {
    this.#before = before;
    this.#stages = { ...before.stages };
    this.#calls = before;
  }

  addCall({ inputTokens, outputTokens, estimated }: CallUsage): void {
    this.#calls = {
      modelCalls: this.#calls.modelCalls + 1,
      inputTokens: this.#calls.inputTokens + inputTokens,
      outputTokens: this.#calls.outputTokens + outputTokens,
      estimated: this.#calls.estimated || estimated,
    };
  }

  /** Adds the time of a stage; returns it as it is told. */
  addStage(name: StageName, milliseconds: number): number {
    const ms = round(milliseconds);
    this.#stages[name] = round((this.#stages[name] ?? 0) + ms);
    return ms;
  }

  get total(): Usage {
    const { modelCalls, inputTokens, outputTokens, estimated } = this.#calls;
    const totalMs = round(this.#before.totalMs + performance.now() - this.#startedAt);
    return { modelCalls, inputTokens, outputTokens, estimated, stages: { ...this.#stages }, totalMs };
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
