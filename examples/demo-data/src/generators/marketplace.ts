import { isoDate, moment } from '../calendar.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import { FIRST_NAMES, LAST_NAMES } from '../words/people.ts';
import type { ProductRange } from './catalog.ts';
import type { Customers } from './customers.ts';
import type { Order } from './orders.ts';
import type { Places } from './reference.ts';

const COUNT = 720;

/** Orders that marketplaces took for the company: other buyers, other totals, other words. */
export function generateMarketplaceOrders({ calendar, rows, random: stream }: Generation, places: Places, customers: Customers, range: ProductRange): void {
  const random = stream('marketplace');
  const days = Array.from({ length: COUNT }, () => calendar.busyDay(random)).sort((a, b) => a - b);
  days.forEach((day, index) => {
    const marketplace = random.weighted([['Amazara', 5], ['Shopfest', 3], ['KaufPlatz', 2]] as const);
    const orderNo = `MP${isoDate(day).slice(2, 4)}${padded(index * 3 + 1, 6)}`;
    const items = range.items.filter((item) => item.marketplace === marketplace);
    const lines = Array.from({ length: random.weighted([[1, 7], [2, 2], [3, 1]]) }, () => ({ item: random.pick(items), quantity: random.int(1, 2) }));
    const total = lines.reduce((sum, { item, quantity }) => sum + item.priceCents * quantity, 0);
    const known = random.chance(0.3) ? customers.on(day, random) : null;
    const city = known?.city ?? random.weighted(places.weights);
    const status = calendar.today - day < 6 ? random.pick(['NEW', 'SHIPPED']) : random.weighted([['COMPLETED', 90], ['CANCELED', 7], ['REFUNDED', 3]]);
    rows.add('customer_orders', {
      order_no: orderNo,
      marketplace,
      customer_ref: known?.number ?? null,
      buyer_name: known?.name ?? `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
      buyer_country: city.country.code,
      order_status: status,
      order_total: decimal(total),
      commission: decimal(total * 0.15),
      order_date: isoDate(day),
    });
    for (const { item, quantity } of lines) {
      rows.add('customer_order_lines', {
        id: rows.nextId('customer_order_lines'),
        order_no: orderNo,
        item_no: item.number,
        qty: quantity,
        price: decimal(item.priceCents),
      });
    }
  });
}

/** Carts of the web shop: some became an order, most were left behind. */
export function generateCarts({ calendar, rows, random: stream }: Generation, customers: Customers, orders: readonly Order[]): void {
  const random = stream('carts');
  for (let count = 0; count < 460; count += 1) {
    const order = random.chance(0.4) ? random.pick(orders) : null;
    const day = order?.day ?? calendar.busyDay(random);
    const created = moment(day, random);
    rows.add('carts', {
      id: random.uuid(),
      customer_id: order?.customer.id ?? (random.chance(0.5) ? customers.on(day, random).id : null),
      item_count: order?.lines.length ?? random.int(1, 6),
      value_cents: order?.totalCents ?? random.int(900, 90_000),
      order_id: order?.id ?? null,
      created_at: order?.at ?? created,
      abandoned_at: order ? null : created,
    });
  }
}
