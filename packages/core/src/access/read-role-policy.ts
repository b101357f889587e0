import * as z from 'zod';
import { ConfigurationError } from '../errors/index.ts';
import type { AccessRule, RolePolicyOptions, RowRule } from './role-rules.ts';

/** Characters that a hash key needs at least, so that it cannot be guessed. */
export const SHORTEST_HASH_KEY = 16;

const name = z.string().min(1).refine((text) => text.trim() === text && !/\p{Cc}/u.test(text), 'not a name: it has white space around it or control characters');
const names = z.array(name).min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const attribute = z.strictObject({ attribute: z.string().min(1) });
const operand = z.union([scalar, z.strictObject({ principal: z.enum(['id', 'tenantId']) }), attribute]);

const rows: z.ZodType<RowRule> = z.lazy(() =>
  z.union([
    z.strictObject({ column: name, operator: z.enum(['=', '<>', '<', '<=', '>', '>=']), value: operand }),
    z.strictObject({ column: name, operator: z.enum(['in', 'not in']), values: z.union([z.array(operand).min(1), attribute]) }),
    z.strictObject({ column: name, operator: z.enum(['is null', 'is not null']) }),
    z.strictObject({ all: z.array(rows).min(1) }),
    z.strictObject({ any: z.array(rows).min(1) }),
    z.strictObject({ not: rows }),
  ]),
);

const approval = z.strictObject({ role: z.string().min(1), approvers: z.int().min(1).exactOptional() });
const allow = z.literal('allow');
const rule = z.union([
  z.strictObject({ action: z.literal('read'), effect: allow, tables: names, columns: names.exactOptional(), rows: rows.exactOptional() }),
  z.strictObject({ action: z.enum(['insert', 'update']), effect: allow, tables: names, columns: names.exactOptional(), rows: rows.exactOptional(), approval: approval.exactOptional() }),
  z.strictObject({ action: z.literal('delete'), effect: allow, tables: names, rows: rows.exactOptional(), approval: approval.exactOptional() }),
  z.strictObject({ action: z.enum(['read', 'insert', 'update', 'delete']), effect: z.literal('deny'), tables: names, columns: names.exactOptional() }),
  z.strictObject({ action: z.literal('read'), effect: z.literal('mask'), tables: names, columns: names, mask: z.enum(['null', 'hash', 'last4']) }),
]);

const policy = z.strictObject({
  roles: z.record(z.string().min(1), z.array(z.unknown())),
  disclose: z.enum(['nothing', 'existence', 'name']).exactOptional(),
  hashKey: z.string().min(SHORTEST_HASH_KEY, `a hash key has at least ${SHORTEST_HASH_KEY} characters`).exactOptional(),
});

/** A role policy that can be relied on: of the right form, and nobody's to change. */
export interface ReadRolePolicy extends Omit<RolePolicyOptions, 'roles'> {
  readonly roles: ReadonlyMap<string, readonly AccessRule[]>;
}

/**
 * Checks a role policy and copies it, so that nothing which the host does to its object later counts.
 *
 * @throws ConfigurationError naming the place. Values are not quoted.
 */
export function readRolePolicy(options: RolePolicyOptions): ReadRolePolicy {
  const read = policy.safeParse(options);
  if (!read.success) throw invalid(read.error.issues[0]?.path ?? [], read.error.issues[0]?.message);
  const roles = new Map<string, readonly AccessRule[]>();
  for (const [role, rules] of Object.entries(read.data.roles)) {
    roles.set(role, Object.freeze(rules.map((given, index) => readRule(given, ['roles', role, index]))));
  }
  const hashes = [...roles.values()].flat().some((each) => each.effect === 'mask' && each.mask === 'hash');
  const { disclose, hashKey } = read.data;
  if (hashes && hashKey === undefined) {
    throw new ConfigurationError('access: a rule has the mask “hash”, and there is no hashKey.', {
      hint: 'Pass a secret as hashKey, so that digests cannot be looked up in a table of known values.',
    });
  }
  return Object.freeze({ roles, ...(disclose === undefined ? {} : { disclose }), ...(hashKey === undefined ? {} : { hashKey }) });
}

function readRule(given: unknown, path: readonly PropertyKey[]): AccessRule {
  const read = rule.safeParse(given);
  if (read.success) return deepFreeze(read.data);
  throw invalid([...path, ...deepestPath(read.error.issues[0])], null);
}

/** Where a rule goes wrong: the place that its best fitting form stumbles over. */
function deepestPath(issue: z.core.$ZodIssue | undefined): readonly PropertyKey[] {
  if (issue === undefined) return [];
  if (issue.code === 'unrecognized_keys') return [...issue.path, issue.keys[0] ?? ''];
  if (issue.code !== 'invalid_union') return issue.path;
  const isKind = (first: z.core.$ZodIssue): boolean => !['effect', 'action', 'operator'].includes(String(first.path[0]));
  const likely = issue.errors.filter((errors) => errors.length > 0).toSorted((a, b) => Number(b.every(isKind)) - Number(a.every(isKind)) || a.length - b.length);
  return [...issue.path, ...deepestPath(likely[0]?.[0])];
}

function invalid(path: readonly PropertyKey[], message: string | null | undefined): ConfigurationError {
  const place = path.map(String).join('.');
  return new ConfigurationError(`access${place === '' ? '' : `: ${place}`} ${message == null ? 'is not valid' : `is not valid: ${message}`}.`, {
    hint: 'A rule has action, effect and tables; an allow may have columns, rows and (for a write) approval, a deny columns, and a mask needs columns and mask.',
  });
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
