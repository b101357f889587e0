import { addMonths, isoDate, isoMonth, type Day } from '../calendar.ts';
import type { Random } from '../random.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import { PLANS } from '../words/products.ts';
import type { Customer, Customers } from './customers.ts';

/** One period for which a subscription is billed, in advance. */
export interface BilledPeriod {
  readonly from: Day;
  readonly netCents: number;
}

export interface Subscription {
  readonly id: string;
  readonly customer: Customer;
  readonly interval: 'monthly' | 'annual';
  readonly status: SubscriptionStatus;
  readonly periods: readonly BilledPeriod[];
}

export type SubscriptionStatus = 'trialing' | 'active' | 'past_due' | 'cancelled';

const TRIAL_DAYS = 14;
/** Who subscribes does so within that time. */
const DECISION_DAYS = 240;
const MEAN_MONTHS = 26;

export function generateSubscriptions(generation: Generation, customers: Customers): readonly Subscription[] {
  const { rows } = generation;
  const random = generation.random('subscriptions');
  for (const [code, name, price, seats, isPublic] of PLANS) {
    rows.add('subscription_plans', { code, name, monthly_price_cents: price, included_seats: seats, is_public: isPublic ? 1 : 0 });
  }
  return customers.all.filter(() => random.chance(0.36)).map((customer) => addSubscription(generation, random, customer));
}

function addSubscription({ calendar, rows }: Generation, random: Random, customer: Customer): Subscription {
  const plan = random.weighted(PLANS.map((one) => [one, one[5]] as const));
  const interval = random.weighted([['monthly', 7], ['annual', 3]] as const);
  const earliest = Math.max(customer.since, calendar.start);
  const started = calendar.busyDay(random, earliest, Math.min(earliest + DECISION_DAYS, Math.max(customer.until - 20, earliest)));
  const lasting = Math.max(1, Math.round(-Math.log(1 - random.next()) * MEAN_MONTHS));
  const planned = addMonths(started, interval === 'annual' ? Math.ceil(lasting / 12) * 12 : lasting);
  const leaves = Math.min(planned, customer.status === 'active' ? planned : Math.max(customer.until, started + 1));
  const cancelled = leaves <= calendar.today ? leaves : null;
  const status: SubscriptionStatus =
    cancelled !== null ? 'cancelled' : calendar.today - started < TRIAL_DAYS ? 'trialing' : random.chance(0.05) ? 'past_due' : 'active';
  const id = `sub_${padded(customer.id, 4)}${random.uuid().slice(0, 8)}`;

  const first = Math.round(plan[2] * (interval === 'annual' ? 10 / 12 : 1));
  const change = random.chance(0.3) ? addMonths(started, random.int(1, 18)) : null;
  const changed = change !== null && change < (cancelled ?? calendar.today) ? change : null;
  const delta = changed === null ? 0 : Math.round(first * (random.chance(0.7) ? random.pick([0.5, 1]) : -0.4));
  const mrrOn = (day: Day) => first + (changed !== null && day >= changed ? delta : 0);
  const last = mrrOn(cancelled ?? calendar.today);

  rows.add('subscriptions', {
    id,
    customer_id: customer.id,
    plan_code: plan[0],
    status,
    billing_interval: interval,
    seats: plan[3] + random.int(0, 3),
    mrr_cents: last,
    started_on: isoDate(started),
    cancelled_on: cancelled === null ? null : isoDate(cancelled),
    cancel_reason: cancelled === null || random.chance(0.25) ? null : random.pick(['Too expensive', 'Shop closed', 'Missing feature', 'Switched provider']),
  });
  const movement = (kind: string, cents: number, day: Day) =>
    rows.add('subscription_changes', {
      id: rows.nextId('subscription_changes'),
      subscription_id: id,
      change_type: kind,
      mrr_delta_cents: cents,
      changed_on: isoDate(day),
    });
  movement('new', first, started);
  if (changed !== null) movement(delta > 0 ? 'expansion' : 'contraction', delta, changed);
  if (cancelled !== null) movement('churn', -last, cancelled);

  const step = interval === 'annual' ? 12 : 1;
  const periods: BilledPeriod[] = [];
  const billedUntil = status === 'trialing' ? started : (cancelled ?? calendar.today);
  for (let from = started; from < billedUntil; from = addMonths(started, periods.length * step)) {
    periods.push({ from, netCents: mrrOn(from) * step });
  }
  recognise(rows, id, periods, step, cancelled ?? calendar.today);
  return { id, customer, interval, status, periods };
}

/** Spreads each billed period evenly over its months, as far as they have begun. */
function recognise(rows: Generation['rows'], id: string, periods: readonly BilledPeriod[], step: number, end: Day): void {
  for (const { from, netCents } of periods) {
    for (let month = 0; month < step && addMonths(from, month) < end; month += 1) {
      rows.add('revenue_recognition', {
        id: rows.nextId('revenue_recognition'),
        subscription_id: id,
        period_month: isoMonth(addMonths(from, month)),
        recognized_amount: decimal(netCents / step),
        deferred_amount: decimal((netCents * (step - month - 1)) / step),
      });
    }
  }
}
