import { BaseChatModel, type BaseChatModelCallOptions, type BindToolsInput } from '@langchain/core/language_models/chat_models';
import { AIMessage, type AIMessageChunk, type BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';
import type { Runnable } from '@langchain/core/runnables';
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base';

interface CallOptions extends BaseChatModelCallOptions {
  readonly tools?: BindToolsInput[];
}

interface Completion {
  readonly choices: readonly {
    readonly finish_reason: string;
    readonly message: { readonly content: string | null; readonly refusal: string | null; readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }[] };
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

/** A chat model of LangChain's own class over the chat completions API, as the packages of providers write one. */
export class TestChatModel extends BaseChatModel<CallOptions> {
  readonly model = 'test-model';
  readonly apiKey: string;
  readonly #url: string;

  override get lc_secrets(): Record<string, string> {
    return { apiKey: 'TEST_CHAT_MODEL_API_KEY' };
  }

  constructor(url: string, apiKey: string) {
    super({ maxRetries: 0 });
    this.#url = url;
    this.apiKey = apiKey;
  }

  override _llmType(): string {
    return 'test';
  }

  override async _generate(messages: BaseMessage[], { tools, signal }: this['ParsedCallOptions']): Promise<ChatResult> {
    const completion = await this.caller.call(() => this.#post({ model: this.model, messages: messages.map(({ type, content }) => ({ role: type, content })), ...(tools === undefined ? {} : { tools }) }, signal));
    const [choice] = completion.choices;
    if (choice === undefined) throw new Error('There is no choice.');
    const { content, refusal, tool_calls: calls = [] } = choice.message;
    const read = calls.map((call) => ({ ...call, parsed: jsonOf(call.function.arguments) }));
    const message = new AIMessage({
      content: content ?? '',
      tool_calls: read.filter(({ parsed }) => parsed !== undefined).map(({ id, function: { name }, parsed }) => ({ id, name, args: parsed as Record<string, unknown>, type: 'tool_call' as const })),
      invalid_tool_calls: read.filter(({ parsed }) => parsed === undefined).map(({ id, function: { name, arguments: args } }) => ({ id, name, args, type: 'invalid_tool_call' as const })),
      response_metadata: { finish_reason: choice.finish_reason },
      additional_kwargs: refusal === null ? {} : { refusal },
    });
    const { prompt_tokens: input, completion_tokens: output } = completion.usage;
    Object.assign(message, { usage_metadata: { input_tokens: input, output_tokens: output, total_tokens: input + output } });
    return { generations: [{ text: content ?? '', message }] };
  }

  async #post(body: object, signal: AbortSignal | undefined): Promise<Completion> {
    const response = await fetch(`${this.#url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.apiKey}` },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer = (await response.json()) as Completion & { readonly error?: { readonly message: string; readonly code: string | null } };
    if (!response.ok) throw Object.assign(new Error(answer.error?.message), { status: response.status, code: answer.error?.code, headers: response.headers });
    return answer;
  }
}

/** The same with tools, by which LangChain's own class makes structured output. */
export class TestToolModel extends TestChatModel {
  override bindTools(tools: BindToolsInput[], options?: Partial<CallOptions>): Runnable<BaseLanguageModelInput, AIMessageChunk, CallOptions> {
    return this.withConfig({ ...options, tools } as Partial<CallOptions>);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
