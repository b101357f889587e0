import { isoDate, moment } from '../calendar.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import { SUPPLIER_NAMES } from '../words/companies.ts';
import { mailbox } from '../words/people.ts';
import { COUNTRIES } from '../words/places.ts';
import type { ProductRange } from './catalog.ts';
import type { Places } from './reference.ts';

/** `[code, name, city, share of the parcels]`. */
const WAREHOUSES = [
  ['HAM', 'Hamburg North', 'Hamburg', 5],
  ['LYS', 'Lyon Sud', 'Lyon', 3],
  ['KRK', 'Kraków Hub', 'Kraków', 2],
  ['AUS', 'Austin Fulfilment', 'Austin', 2],
] as const;

/** A warehouse by its id, with its share of the parcels. */
export const WAREHOUSE_SHARES = WAREHOUSES.map(([, , , share], index) => [index + 1, share] as const);

export function generateSupply(generation: Generation, places: Places, range: ProductRange): void {
  const { calendar, rows } = generation;
  const random = generation.random('supply');
  SUPPLIER_NAMES.forEach((name, index) =>
    rows.add('suppliers', {
      id: index + 1,
      name,
      country_code: random.pick(COUNTRIES).code,
      lead_time_days: random.int(4, 45),
      contact_email: random.chance(0.15) ? null : `orders@${mailbox(name).replaceAll('.', '-')}.example.org`,
    }),
  );
  WAREHOUSES.forEach(([code, name, city], index) =>
    rows.add('warehouses', {
      id: index + 1,
      code,
      name,
      city_id: places.cities.find((place) => place.name === city)?.id ?? 1,
      opened_on: isoDate(calendar.start - random.int(300, 2500)),
    }),
  );

  const stocked = range.variants.filter(([variant]) => variant.stocked);
  for (const [variant, popularity] of stocked) {
    for (const [warehouse, share] of WAREHOUSE_SHARES) {
      if (!random.chance(0.8)) continue;
      const onHand = random.chance(0.06) ? 0 : Math.round(popularity * share * random.around(4, 4));
      rows.add('inventory', {
        variant_id: variant.id,
        warehouse_id: warehouse,
        quantity_on_hand: onHand,
        quantity_reserved: random.int(0, Math.floor(onHand / 6)),
        reorder_point: Math.ceil(popularity * share),
        counted_on: random.chance(0.1) ? null : isoDate(calendar.today - random.int(0, 120)),
      });
    }
  }
  addMovements(generation, stocked);
  addPurchaseOrders(generation, stocked);
}

function addMovements({ calendar, rows, random: stream }: Generation, stocked: ProductRange['variants']): void {
  const random = stream('stock-movements');
  for (let id = 1; id <= 600; id += 1) {
    const kind = random.weighted([['receipt', 4], ['dispatch', 7], ['transfer', 1], ['ADJUSTMENT', 1]]);
    const quantity = random.int(1, 40);
    rows.add('stock_movements', {
      id,
      variant_id: random.weighted(stocked).id,
      warehouse_id: random.weighted(WAREHOUSE_SHARES),
      movement_type: kind,
      quantity: kind === 'dispatch' || (kind === 'ADJUSTMENT' && random.chance(0.6)) ? -quantity : quantity,
      moved_at: moment(calendar.busyDay(random), random),
    });
  }
}

function addPurchaseOrders({ calendar, rows, random: stream }: Generation, stocked: ProductRange['variants']): void {
  const random = stream('purchase-orders');
  const days = Array.from({ length: 150 }, () => calendar.busyDay(random)).sort((a, b) => a - b);
  let lineId = 0;
  days.forEach((day, index) => {
    const id = index + 1;
    const received = day + random.int(5, 50);
    const arrived = received <= calendar.today;
    const lines = Array.from({ length: random.int(1, 4) }, () => ({ variant: random.weighted(stocked), quantity: random.int(2, 12) * 10 }));
    const cancelled = random.chance(0.03);
    rows.add('purchase_orders', {
      id,
      po_number: `PO/${isoDate(day).slice(0, 4)}/${padded(id, 4)}`,
      supplier_id: random.int(1, SUPPLIER_NAMES.length),
      warehouse_id: random.weighted(WAREHOUSE_SHARES),
      status: cancelled ? 'Cancelled' : arrived ? 'Received' : random.pick(['Sent', 'Confirmed']),
      total_amount: decimal(lines.reduce((sum, { variant, quantity }) => sum + variant.costCents * quantity, 0)),
      ordered_on: isoDate(day),
      received_on: arrived && !cancelled ? isoDate(received) : null,
    });
    for (const { variant, quantity } of lines) {
      rows.add('purchase_order_lines', {
        id: (lineId += 1),
        purchase_order_id: id,
        variant_id: variant.id,
        quantity,
        unit_cost: decimal(variant.costCents),
      });
    }
  });
}
