import type { Failure, FailureMeaning } from '../remote/failure.ts';

/** What failures of Ollama mean, where its HTTP status does not say. */
export function meaningOf({ status, code, message }: Failure, model: string, address: string): FailureMeaning | null {
  if (code === 'ECONNREFUSED') {
    return { code: 'MODEL_UNAVAILABLE', message: `Nothing listens at ${address}`, hint: 'Is Ollama running? Start it with `ollama serve`, or pass its address as baseUrl.' };
  }
  if (status === 404 && /model/i.test(message)) {
    return { code: 'MODEL_REJECTED_REQUEST', message: `Ollama at ${address} has no model ${model}`, hint: `Run \`ollama pull ${model}\`, or correct the name.` };
  }
  if (status === 400 && /context|too long/i.test(message)) {
    return { code: 'MODEL_CONTEXT_LENGTH', hint: 'Raise num_ctx, as in parameters: { options: { num_ctx: 16384 } }, or show fewer candidate tables.' };
  }
  return null;
}
