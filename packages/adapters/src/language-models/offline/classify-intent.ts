import type { ClassifyIntentInput, ClassifyIntentReply } from '@nl2sql/core/contracts';
import { tokenise } from '@nl2sql/core/text';

type Intent = ClassifyIntentReply['intent'];

const POLITE = new Set([
  'please',
  'can',
  'could',
  'would',
  'will',
  'you',
  'now',
  'just',
  'kindly',
  'go',
  'ahead',
  'and',
  'lets',
  "let's",
  'i',
  'want',
  'need',
  'to',
  'like',
  "i'd",
  'id',
  'us',
  'then',
  'ok',
  'okay',
  'hey',
  'hi',
  'hello',
]);

/** The verb that a command begins with, and what it does to the data. */
const WRITE_VERBS: Readonly<Record<string, Intent>> = {
  delete: 'delete',
  remove: 'delete',
  erase: 'delete',
  purge: 'delete',
  wipe: 'delete',
  clear: 'delete',
  insert: 'insert',
  add: 'insert',
  enter: 'insert',
  register: 'insert',
  save: 'insert',
  update: 'update',
  change: 'update',
  modify: 'update',
  edit: 'update',
  rename: 'update',
  increase: 'update',
  decrease: 'update',
  raise: 'update',
  reduce: 'update',
  correct: 'update',
  replace: 'update',
  mark: 'update',
  assign: 'update',
  move: 'update',
  set: 'update',
  double: 'update',
  cancel: 'update',
  reset: 'update',
  archive: 'update',
  approve: 'update',
  drop: 'ddl',
  truncate: 'ddl',
  alter: 'ddl',
  create: 'ddl',
  grant: 'ddl',
  revoke: 'ddl',
  vacuum: 'ddl',
  reindex: 'ddl',
  attach: 'ddl',
};

const STRUCTURE = new Set([
  'table',
  'tables',
  'column',
  'columns',
  'index',
  'view',
  'database',
  'schema',
  'constraint',
  'field',
  'trigger',
  'user',
  'role',
]);
const STATEMENT =
  /^\s*(?:(insert)\s+into|(update)\s+\S+\s+set\b|(delete)\s+from|(drop|alter|create|truncate|grant|revoke)\s+(?:table|view|index|database|schema|user|role|all|on|or)\b)/iu;

const SMALL_TALK =
  /^(?:(?:hi|hello|hey|hiya|yo|thanks|thank you|thx|bye|goodbye|good (?:morning|evening|night|afternoon)|ok|okay|cool|great|nice|lol|sorry|welcome)(?: (?:there|again|everyone|all|you|so much|very much|a lot|bot|assistant))*)$|^(?:how are you|how is it going|how do you do|what(?:'s| is) up|who are you|what are you|what can you do|what is your name|whats your name|help|help me|are you (?:there|human|real|ok|a bot|a robot|sentient|alive))\b/u;

const OFF_TOPIC = [
  /^(?:please |can you |could you )?(?:write|compose|tell|sing|make|draft|recite)\b(?: me| us)?(?: an?| some| the)? (?:\w+ )?(?:poem|joke|song|story|essay|haiku|limerick|email|letter|novel|riddle|function|script|program|regex|code)\b/u,
  /^(?:please |can you |could you )?(?:translate|paraphrase|proofread)\b/u,
  // Whatever a database may hold (capitals, presidents, winners) is left to the tables to answer.
  /\b(?:what is the meaning of life|weather (?:like|today|tomorrow|forecast)|news today|stock tip|horoscope|recipe for|how (?:do i|to) (?:cook|bake))\b/u,
  /\b(?:do you (?:think|like|love|believe|feel)|your (?:opinion|favou?rite|name|age|thoughts)|should i|recommend me|advise me)\b/u,
  /\b(?:ignore|disregard|forget)\b.{0,30}\b(?:instructions?|rules?|prompts?|above|previous)\b/u,
  /\b(?:write|create|code|program|script|function|implement|debug)\b.{0,60}\b(?:python|javascript|java|typescript|rust|golang|html|css|bash)\b/u,
  /\b(?:solve|integrate|differentiate|square root|factorial|prove)\b.{0,30}(?:equation|integral|\d|theorem|x\b)/u,
];

const FOLLOW_UP =
  /^(?:and|but|or|also|now|then|what about|how about|only|just|same|instead|by|for|per|in|sorted|order|sort|group|with|without|what if|those|these|them|of (?:those|these|them))\b/u;

/** Says what the user wants done, and completes a follow-up from the thread. */
export function classifyIntent(input: ClassifyIntentInput): ClassifyIntentReply {
  const tokens = tokenise(input.question);
  const reply = (intent: Intent, reason: string, standaloneQuestion = input.question): ClassifyIntentReply => ({
    intent,
    standaloneQuestion,
    reason,
  });
  if (tokens.length === 0) return reply('unanswerable', 'The question holds no words.');
  const statement = STATEMENT.exec(input.question);
  if (statement !== null) {
    const verb = (statement[1] ?? statement[2] ?? statement[3])?.toLowerCase();
    return reply(
      verb === 'insert' || verb === 'update' || verb === 'delete' ? verb : 'ddl',
      'It is a statement that changes the database.',
    );
  }
  const texts = tokens.map((token) => token.text);
  const first = texts.findIndex((word) => !POLITE.has(word));
  const verb = texts[first] ?? '';
  const intent = Object.hasOwn(WRITE_VERBS, verb) ? WRITE_VERBS[verb] : undefined;
  const asks = input.question.trim().endsWith('?') && first === 0 && texts.length < 4;
  // "Increase in sales by month" is a noun.
  const isNoun = ['in', 'of', 'between', 'over', 'per', 'by'].includes(texts[first + 1] ?? '');
  if (intent !== undefined && texts.length - first > 1 && !asks && !isNoun) {
    const rest = texts.slice(first + 1);
    if (intent === 'ddl' && verb === 'create' && !rest.some((word) => STRUCTURE.has(word)))
      return reply('insert', 'It asks to create rows.');
    const structure =
      intent !== 'ddl' &&
      rest.slice(0, 4).some((word) => STRUCTURE.has(word)) &&
      /\b(?:table|column|index|view|database|schema|constraint)s?\b(?! of)/u.test(rest.slice(0, 4).join(' '));
    if (structure && !['from', 'in', 'into'].some((word) => rest.slice(0, 3).includes(word)))
      return reply('ddl', 'It asks to change the structure of the database.');
    return reply(intent, `It begins with the command "${verb}".`);
  }
  const plain = texts.join(' ');
  if (SMALL_TALK.test(plain)) return reply('off_topic', 'It is small talk.');
  const topic = OFF_TOPIC.find((pattern) => pattern.test(plain));
  if (topic !== undefined && input.history.length === 0)
    return reply('off_topic', 'It is not a question about the data.');
  const standalone = completeFollowUp(input);
  return reply(
    'read',
    standalone === input.question ? 'It asks for data.' : 'It follows on the question before.',
    standalone,
  );
}

/** Joins a follow-up to the last question of the thread where the sum reads as one question. */
function completeFollowUp({ question, history }: ClassifyIntentInput): string {
  const last = history
    .at(-1)
    ?.question.trim()
    .replace(/[?.!\s]+$/u, '');
  if (last === undefined || last === '') return question;
  const plain = question.trim().replace(/[?.!\s]+$/u, '');
  const words = tokenise(plain);
  if (words.length === 0 || words.length > 9 || !FOLLOW_UP.test(plain.toLowerCase())) return question;
  const rest = plain
    .replace(/^(?:(?:and|but|or|also|now|then|only|just|what about|how about|what if|same|instead)\b[\s,]*)+/iu, '')
    .replace(/^(?:the same|those|these|them)\b[\s,]*/iu, '')
    .trim();
  if (rest === '') return question;
  if (/^(?:what|which|who|how|show|list|find|give|when|where)\b/iu.test(rest)) return rest;
  if (
    /^(?:by|per|for|in|with|without|from|sorted|order|sort|of|before|after|since|between|where|who|that|grouped?|at|on|during|above|below|over|under)\b/iu.test(
      rest,
    )
  ) {
    const regrouped = /^(?:by|per)\b/iu.test(rest) ? last.replace(/\s+(?:by|per|for each)\s+[\p{L}\s]+$/iu, '') : last;
    return `${regrouped} ${rest}?`;
  }
  return `${replaceLastValue(last, rest)}?`;
}

/** "customers in Paris" + "Berlin" → "customers in Berlin". */
function replaceLastValue(last: string, value: string): string {
  const match =
    /^(.*\b(?:in|from|for|of|named|called|by|at|during|before|after|since)\s+)(?:"[^"]+"|'[^']+'|\p{Lu}[\p{L}\p{N}]*(?:\s+\p{Lu}[\p{L}\p{N}]*)*|\d+)$/u.exec(
      last,
    );
  return match === null ? `${last} for ${value}` : `${match[1]}${value}`;
}
