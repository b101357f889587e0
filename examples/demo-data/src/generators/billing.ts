import { isoDate, moment, type Day } from '../calendar.ts';
import type { Random } from '../random.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import type { Accounts } from './crm.ts';
import { LEGACY_DAYS, type Customer } from './customers.ts';
import type { Order } from './orders.ts';
import type { Subscription } from './subscriptions.ts';

const DUE_DAYS = 30;

interface Claim {
  readonly day: Day;
  readonly customer: Customer;
  readonly order: Order | null;
  readonly subscription: Subscription | null;
  readonly netCents: number;
  readonly taxCents: number;
  /** The last claim of a subscription whose payment is late. */
  readonly late: boolean;
}

/** A payment that may come. */
interface Due {
  readonly day: Day;
  readonly customer: Customer;
  readonly invoice: number | null;
  readonly order: Order | null;
  readonly method: string;
  readonly reference: string;
  readonly cents: number;
}

/**
 * Orders on account and subscriptions are invoiced; other orders are paid at once. The ledger of
 * billing transactions holds the money that moved, so that the three never add up to the same.
 */
export function generateBilling(generation: Generation, accounts: Accounts, orders: readonly Order[], subscriptions: readonly Subscription[]): void {
  const random = generation.random('billing');
  const dues = [...addInvoices(generation, random, claims(orders, subscriptions)), ...paidAtOnce(orders)].sort((a, b) => a.day - b.day);
  for (const due of dues) addPayment(generation, random, accounts, due);
}

function claims(orders: readonly Order[], subscriptions: readonly Subscription[]): readonly Claim[] {
  const ofOrders = orders.filter((order) => isOnAccount(order) && !['pending', 'cancelled'].includes(order.status)).map(
    (order): Claim => ({
      day: order.day,
      customer: order.customer,
      order,
      subscription: null,
      netCents: order.totalCents - order.taxCents,
      taxCents: order.taxCents,
      late: false,
    }),
  );
  const ofSubscriptions = subscriptions.flatMap((subscription) =>
    subscription.periods.map(
      ({ from, netCents }, index): Claim => ({
        day: from,
        customer: subscription.customer,
        order: null,
        subscription,
        netCents,
        taxCents: Math.round((netCents * subscription.customer.city.country.taxPercent) / 100),
        late: subscription.status === 'past_due' && index === subscription.periods.length - 1,
      }),
    ),
  );
  return [...ofOrders, ...ofSubscriptions].sort((a, b) => a.day - b.day);
}

function isOnAccount(order: Order): boolean {
  return order.method === 'invoice' || order.method === 'bank_transfer';
}

function addInvoices({ calendar, rows }: Generation, random: Random, all: readonly Claim[]): readonly Due[] {
  return all.flatMap((claim, index) => {
    const id = index + 1;
    const number = `INV-${isoDate(claim.day).slice(0, 4)}-${padded(id, 5)}`;
    const total = claim.netCents + claim.taxCents;
    const isVoid = random.chance(0.012);
    const paid = claim.day + (claim.subscription?.interval === 'monthly' ? random.int(0, 3) : random.int(3, 45));
    const isPaid = !isVoid && !claim.late && paid <= calendar.today && !random.chance(0.01);
    const overdue = claim.late || claim.day + DUE_DAYS < calendar.today;
    rows.add('invoices', {
      id,
      invoice_number: number,
      customer_id: claim.customer.id,
      order_id: claim.order?.id ?? null,
      subscription_id: claim.subscription?.id ?? null,
      status: isVoid ? 'void' : isPaid ? 'paid' : overdue ? 'overdue' : 'open',
      net_cents: claim.netCents,
      tax_cents: claim.taxCents,
      total_cents: total,
      issued_on: isoDate(claim.day),
      due_on: isoDate(claim.day + (claim.late ? 7 : DUE_DAYS)),
      paid_on: isPaid ? isoDate(paid) : null,
    });
    if (claim.day < calendar.today - LEGACY_DAYS) addJournal(rows, number, claim);
    if (!isPaid) return [];
    const method = claim.subscription ? random.weighted([['card', 6], ['sepa_debit', 4]]) : 'bank_transfer';
    return [{ day: paid, customer: claim.customer, invoice: id, order: claim.order, method, reference: number, cents: total }];
  });
}

function addJournal(rows: Generation['rows'], invoice: string, claim: Claim): void {
  const entry = (account: string, debit: number, credit: number) =>
    rows.add('gl_jrnl', {
      jrnl_id: rows.nextId('gl_jrnl'),
      acct_no: account,
      inv_no: invoice,
      dr_amt: decimal(debit),
      cr_amt: decimal(credit),
      pst_dt: isoDate(claim.day).replaceAll('-', ''),
    });
  entry('1200', claim.netCents + claim.taxCents, 0);
  entry(claim.order ? '4000' : '4100', 0, claim.netCents);
  if (claim.taxCents > 0) entry('2200', 0, claim.taxCents);
}

function paidAtOnce(orders: readonly Order[]): readonly Due[] {
  return orders
    .filter((order) => !isOnAccount(order) && !['pending', 'cancelled'].includes(order.status))
    .map((order) => ({
      day: order.day,
      customer: order.customer,
      invoice: null,
      order,
      method: order.method,
      reference: order.number,
      cents: order.totalCents,
    }));
}

function addPayment(generation: Generation, random: Random, accounts: Accounts, due: Due): void {
  const { calendar, rows } = generation;
  const account = accounts.get(due.customer.id);
  if (account === undefined) throw new Error(`Customer ${due.customer.id} has no CRM account.`);
  const pay = (status: 'succeeded' | 'failed', day: Day) => {
    const id = `pay_${random.uuid().replaceAll('-', '').slice(0, 16)}`;
    const at = moment(day, random);
    rows.add('payments', {
      id,
      customer_id: due.customer.id,
      invoice_id: due.invoice,
      order_id: due.order?.id ?? null,
      method: due.method,
      status,
      amount_cents: due.cents,
      paid_at: at,
    });
    return { id, at };
  };
  const post = (type: string, cents: number, fee: number, reference: string | null, at: string) =>
    rows.add('billing_transactions', {
      txn_id: random.uuid(),
      account_id: account,
      txn_type: type,
      amount: decimal(cents),
      fee: decimal(fee),
      currency: 'EUR',
      reference,
      posted_at: at,
    });

  if (due.method !== 'bank_transfer' && random.chance(0.025)) pay('failed', due.day);
  const payment = pay('succeeded', due.day);
  post('charge', due.cents, due.method === 'bank_transfer' ? 0 : due.cents * 0.019 + 25, random.chance(0.04) ? null : due.reference, payment.at);

  const back = random.int(8, 40);
  const day = Math.min(due.day + back, calendar.today);
  if (due.order?.status === 'returned' || random.chance(0.02)) {
    const cents = due.order?.status === 'returned' ? due.cents : Math.round(due.cents * random.pick([0.2, 0.5, 1]));
    const at = day === due.day ? payment.at : moment(day, random);
    rows.add('refunds', {
      id: rows.nextId('refunds'),
      payment_id: payment.id,
      reason: random.chance(0.2) ? null : random.pick(['return', 'goodwill', 'duplicate charge', 'price adjustment']),
      amount_cents: cents,
      refunded_at: at,
    });
    post('refund', -cents, 0, payment.id, at);
  } else if (due.method === 'card' && random.chance(0.006)) {
    post('chargeback', -due.cents, 1500, payment.id, day === due.day ? payment.at : moment(day, random));
  }
}
