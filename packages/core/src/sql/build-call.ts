import { buildExpression, expressions } from './build-expression.ts';
import { buildName, type Reading } from './build-tree.ts';
import { asciiLower } from './dialect-rules.ts';
import { functionsOf } from './functions/index.ts';
import type { Call, Expression, Frame, FrameBound, OrderItem, Window } from './query-tree.ts';
import { isEmpty, listOf, nodeOf, onlyFields, textOf, unsupported, type Fields } from './read-node.ts';

const NO_CALL = { distinct: false, star: false, orderBy: [], separator: null, withinGroup: [], filter: null, over: null, nulls: null } as const;

export function buildCall(value: unknown, reading: Reading): Call {
  const { kind, fields } = nodeOf(value);
  switch (kind) {
    case 'function':
    case 'aggregate_function':
      return plainCall(fields, reading);
    case 'group_concat': {
      onlyFields(fields, ['this', 'separator', 'order_by', 'distinct', 'filter']);
      return {
        kind: 'call',
        ...NO_CALL,
        name: 'group_concat',
        args: [buildExpression(fields['this'], reading)],
        distinct: fields['distinct'] === true,
        orderBy: orderList(fields['order_by'], reading),
        separator: isEmpty(fields['separator']) ? null : buildExpression(fields['separator'], reading),
        filter: filterOf(fields, reading),
      };
    }
    case 'within_group': {
      onlyFields(fields, ['this', 'order_by']);
      return { ...buildCall(fields['this'], reading), withinGroup: orderList(fields['order_by'], reading) };
    }
    case 'window_function': {
      onlyFields(fields, ['this', 'over']);
      return { ...buildCall(fields['this'], reading), over: overOf(fields['over'], reading) };
    }
    default:
      throw unsupported();
  }
}

function plainCall(fields: Fields, reading: Reading): Call {
  onlyFields(fields, ['name', 'args', 'distinct', 'filter', 'order_by', 'ignore_nulls']);
  let args = listOf(fields['args']);
  let identifier = textOf(fields['name']);
  if (identifier === 'LIST') {
    // The carrier of an ordered call: its name is the first argument.
    const carried = nodeOf(args[0]);
    if (carried.kind !== 'column') throw unsupported();
    identifier = textOf(onlyFields(onlyFields(carried.fields, ['name'])['name'], ['name'])['name']);
    args = args.slice(1);
  }
  if (!/^n\d+$/i.test(identifier)) throw unsupported();
  const star = args.length === 1 && nodeOf(args[0]).kind === 'star';
  if (star) onlyFields(nodeOf(args[0]).fields, []);
  const name = asciiLower(reading.placeholders.name(identifier).text);
  return {
    kind: 'call',
    ...NO_CALL,
    name,
    star,
    args: star ? [] : args.map((arg, index) => unitOf(name, index, buildExpression(arg, reading), reading)),
    distinct: fields['distinct'] === true,
    orderBy: orderList(fields['order_by'], reading),
    filter: filterOf(fields, reading),
    nulls: fields['ignore_nulls'] === true ? 'ignore' : null,
  };
}

/** The unit of time in `TIMESTAMPDIFF(MONTH, a, b)` looks like a column and is none. */
function unitOf(name: string, index: number, arg: Expression, reading: Reading): Expression {
  const takesUnit = index === 0 && functionsOf(reading.rules.dialect).unitFirst.has(name);
  if (!takesUnit) return arg;
  if (arg.kind !== 'column' || arg.table !== null || arg.name.quoted) throw unsupported();
  return { kind: 'unit', unit: asciiLower(arg.name.text) };
}

function filterOf(fields: Fields, reading: Reading): Expression | null {
  return isEmpty(fields['filter']) ? null : buildExpression(fields['filter'], reading);
}

function orderList(value: unknown, reading: Reading): OrderItem[] {
  return listOf(value).map((item) => buildOrder(item, reading));
}

export function buildOrder(value: unknown, reading: Reading): OrderItem {
  const fields = onlyFields(value, ['this', 'desc', 'nulls_first']);
  const first = fields['nulls_first'];
  return {
    expression: buildExpression(fields['this'], reading),
    descending: fields['desc'] === true,
    nulls: typeof first === 'boolean' ? (first ? 'first' : 'last') : null,
  };
}

function overOf(value: unknown, reading: Reading): Window | Call['over'] {
  const window = buildWindow(value, reading);
  const bare = window.base !== null && window.partitionBy.length === 0 && window.orderBy.length === 0 && window.frame === null;
  return bare ? window.base : window;
}

export function buildWindow(value: unknown, reading: Reading): Window {
  const fields = onlyFields(value, ['window_name', 'partition_by', 'order_by', 'frame']);
  return {
    base: isEmpty(fields['window_name']) ? null : buildName(fields['window_name'], reading),
    partitionBy: expressions(fields['partition_by'], reading),
    orderBy: orderList(fields['order_by'], reading),
    frame: isEmpty(fields['frame']) ? null : frameOf(fields['frame'], reading),
  };
}

const FRAME_UNITS: Readonly<Record<string, Frame['unit']>> = { Rows: 'rows', Range: 'range', Groups: 'groups' };
const EXCLUDES: Readonly<Record<string, Frame['exclude']>> = { CurrentRow: 'current row', Group: 'group', Ties: 'ties', NoOthers: null };

function frameOf(value: unknown, reading: Reading): Frame {
  const fields = onlyFields(value, ['kind', 'start', 'end', 'exclude']);
  const unit = FRAME_UNITS[textOf(fields['kind'])];
  if (unit === undefined) throw unsupported();
  const exclude = isEmpty(fields['exclude']) ? null : EXCLUDES[textOf(fields['exclude'])];
  if (exclude === undefined) throw unsupported();
  return { unit, start: boundOf(fields['start'], reading), end: isEmpty(fields['end']) ? null : boundOf(fields['end'], reading), exclude };
}

function boundOf(value: unknown, reading: Reading): FrameBound {
  if (value === 'UnboundedPreceding') return { kind: 'unbounded preceding' };
  if (value === 'UnboundedFollowing') return { kind: 'unbounded following' };
  if (value === 'CurrentRow') return { kind: 'current row' };
  const fields = onlyFields(value, ['Preceding', 'Following']);
  const preceding = fields['Preceding'];
  if (isEmpty(preceding) === isEmpty(fields['Following'])) throw unsupported();
  return isEmpty(preceding)
    ? { kind: 'following', offset: buildExpression(fields['Following'], reading) }
    : { kind: 'preceding', offset: buildExpression(preceding, reading) };
}
