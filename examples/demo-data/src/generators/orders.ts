import { isoDate, minutesAfter, moment, type Day } from '../calendar.ts';
import type { Random } from '../random.ts';
import { padded, type Generation } from '../rows.ts';
import type { ProductRange, Variant } from './catalog.ts';
import type { Customer, Customers } from './customers.ts';
import { WAREHOUSE_SHARES } from './supply.ts';

const COUNT = 1900;
/** The history of a status is kept for so many days. */
const HISTORY_DAYS = 150;

export type OrderStatus = 'pending' | 'paid' | 'shipped' | 'delivered' | 'returned' | 'cancelled';

export interface Order {
  readonly id: number;
  readonly number: string;
  readonly customer: Customer;
  readonly day: Day;
  readonly at: string;
  readonly status: OrderStatus;
  readonly method: 'card' | 'paypal' | 'invoice' | 'bank_transfer';
  readonly lines: readonly { readonly variant: Variant; readonly quantity: number }[];
  readonly taxCents: number;
  readonly totalCents: number;
}

const COUPONS = [
  ['WELCOME10', 'First order', 10],
  ['SPRING15', 'Spring sale', 15],
  ['BLACKFRIDAY', 'Black Friday', 25],
  ['CAFE5', 'For cafés', 5],
  ['LOYAL20', 'Long-standing customers', 20],
] as const;

export function generateOrders(generation: Generation, customers: Customers, range: ProductRange): readonly Order[] {
  const { calendar, rows } = generation;
  const random = generation.random('orders');
  for (const [code, description, percent] of COUPONS) {
    const from = calendar.start + random.int(-100, 100);
    rows.add('coupons', { code, description, discount_percent: percent, valid_from: isoDate(from), valid_to: isoDate(calendar.today + random.int(30, 300)) });
  }
  const days = Array.from({ length: COUNT }, () => calendar.busyDay(random)).sort((a, b) => a - b);
  const orders = days.map((day, index) => addOrder(generation, random, customers, range, index + 1, day));
  addFulfilment(generation, orders);
  return orders;
}

function addOrder({ calendar, rows }: Generation, random: Random, customers: Customers, range: ProductRange, id: number, day: Day): Order {
  const customer = customers.on(day, random);
  const size = { Enterprise: 5, 'Mid-Market': 2, 'Small Business': 1 }[customer.segment];
  const lines = Array.from({ length: random.weighted([[1, 4], [2, 3], [3, 2], [4, 1]]) }, () => {
    const variant = random.weighted(range.variants);
    return { variant, quantity: random.int(1, variant.consumable ? 10 * size : size) };
  });
  const subtotal = lines.reduce((sum, { variant, quantity }) => sum + variant.priceCents * quantity, 0);
  const coupon = random.chance(0.11) ? random.pick(COUPONS) : null;
  const discount = coupon ? Math.round((subtotal * coupon[2]) / 100) : 0;
  const shipping = subtotal - discount >= 15_000 ? 0 : 690;
  const tax = Math.round(((subtotal - discount + shipping) * customer.city.country.taxPercent) / 100);
  const order: Order = {
    id,
    number: `SO-${isoDate(day).slice(0, 4)}-${padded(id, 5)}`,
    customer,
    day,
    at: moment(day, random),
    status: statusAfter(calendar.today - day, random),
    method: random.weighted(
      customer.segment === 'Small Business'
        ? [['card', 6], ['paypal', 2], ['invoice', 1.5], ['bank_transfer', 0.5]]
        : [['card', 4], ['paypal', 1], ['invoice', 4], ['bank_transfer', 1]],
    ),
    lines,
    taxCents: tax,
    totalCents: subtotal - discount + shipping + tax,
  };
  rows.add('orders', {
    id,
    order_number: order.number,
    customer_id: customer.id,
    status: order.status,
    channel: random.weighted([['WEB', 6], ['MOBILE_APP', 2], ['PHONE', 1]]),
    payment_method: order.method,
    coupon_code: coupon?.[0] ?? null,
    subtotal_cents: subtotal,
    discount_cents: discount,
    shipping_cents: shipping,
    tax_cents: tax,
    total_cents: order.totalCents,
    ordered_at: order.at,
  });
  lines.forEach(({ variant, quantity }, position) =>
    rows.add('order_items', { order_id: id, line_no: position + 1, variant_id: variant.id, quantity, unit_price_cents: variant.priceCents }),
  );
  return order;
}

function statusAfter(days: number, random: Random): OrderStatus {
  if (random.chance(0.06)) return 'cancelled';
  if (days < 2) return random.pick(['pending', 'paid'] as const);
  if (days < 8) return random.weighted([['paid', 2], ['shipped', 5], ['delivered', 1]] as const);
  return random.weighted([['delivered', 95], ['returned', 5]] as const);
}

const PATH: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['pending'],
  paid: ['pending', 'paid'],
  shipped: ['pending', 'paid', 'shipped'],
  delivered: ['pending', 'paid', 'shipped', 'delivered'],
  returned: ['pending', 'paid', 'shipped', 'delivered', 'returned'],
  cancelled: ['pending', 'cancelled'],
};

function addFulfilment({ calendar, rows, random: stream }: Generation, orders: readonly Order[]): void {
  const random = stream('fulfilment');
  const carriers = [['DHL', 5], ['UPS', 3], ['Colissimo', 2], ['PostNord', 1]] as const;
  for (const order of orders) {
    const age = calendar.today - order.day;
    const path = PATH[order.status];
    /** The days that each step took, never reaching beyond today. */
    const after = path.map((_, step) => Math.min(age, step === 4 ? random.int(6, 25) : step * random.around(1.2, 1)));
    const times = after
      .map((days) => minutesAfter(order.at, days * 1440))
      .map((time) => (time.slice(0, 10) > isoDate(calendar.today) ? order.at : time))
      .sort();
    const at = (status: OrderStatus) => times[path.indexOf(status)] ?? null;
    const shipped = at('shipped');
    if (shipped !== null) {
      rows.add('shipments', {
        id: rows.nextId('shipments'),
        order_id: order.id,
        warehouse_id: random.weighted(WAREHOUSE_SHARES),
        carrier: random.weighted(carriers),
        tracking_no: random.chance(0.05) ? null : `TR${padded(random.int(0, 99_999_999), 8)}`,
        shipped_at: shipped,
        delivered_at: at('delivered'),
      });
    }
    if (order.status === 'returned' || (order.status === 'delivered' && age > 40 && random.chance(0.04))) {
      const line = random.int(1, order.lines.length);
      rows.add('returns', {
        id: rows.nextId('returns'),
        order_id: order.id,
        line_no: line,
        reason: random.pick(['Defective', 'Wrong item', 'Not needed any more', 'Arrived late']),
        quantity: random.int(1, order.lines[line - 1]?.quantity ?? 1),
        received_on: (at('returned') ?? minutesAfter(order.at, random.int(10, 35) * 1440)).slice(0, 10),
      });
    }
    if (age > HISTORY_DAYS) continue;
    path.forEach((status, step) =>
      rows.add('order_status_history', {
        id: rows.nextId('order_status_history'),
        order_id: order.id,
        old_status: path[step - 1] ?? null,
        new_status: status,
        changed_at: times[step] ?? order.at,
      }),
    );
  }
}
