import { isoDate, moment } from '../calendar.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import { CATEGORIES, COLOURS, PRODUCTS } from '../words/products.ts';
import { REVIEWS } from '../words/support.ts';
import type { Customers } from './customers.ts';

export interface Variant {
  readonly id: number;
  readonly productId: number;
  readonly priceCents: number;
  readonly costCents: number;
  /** Labels, rolls and packaging sell by the box. */
  readonly consumable: boolean;
  readonly stocked: boolean;
}

export interface CatalogItem {
  readonly number: string;
  readonly priceCents: number;
  readonly marketplace: Marketplace;
}

export type Marketplace = 'Amazara' | 'Shopfest' | 'KaufPlatz';

export interface ProductRange {
  readonly variants: readonly (readonly [Variant, number])[];
  readonly items: readonly CatalogItem[];
}

export function generateCatalog(generation: Generation): ProductRange {
  const { calendar, rows } = generation;
  const random = generation.random('catalog');
  CATEGORIES.forEach(([name, parent], index) =>
    rows.add('product_categories', { id: index + 1, parent_id: parent === null ? null : categoryId(parent), name }),
  );

  const variants: [Variant, number][] = [];
  PRODUCTS.forEach(([name, category, price, popularity], index) => {
    const productId = index + 1;
    const parent = CATEGORIES.find(([other]) => other === category)?.[1];
    const cost = Math.round(price * random.around(0.55, 0.2));
    rows.add('products', {
      id: productId,
      category_id: categoryId(category),
      name,
      sku: `P-${padded(productId * 11, 4)}`,
      description: random.chance(0.3) ? null : `${name}, for shops and restaurants.`,
      list_price_cents: price,
      unit_cost_cents: cost,
      status: random.weighted([['active', 9], ['discontinued', 1]]),
      launched_on: isoDate(random.int(calendar.start - 1500, calendar.start)),
    });
    const colours = parent === 'Hardware' ? random.shuffle(COLOURS).slice(0, random.int(1, 3)) : [null];
    colours.forEach((colour, position) => {
      const priceCents = price + (position === 2 ? 500 : 0);
      const id = variants.length + 1;
      const variant = { id, productId, priceCents, costCents: cost, consumable: parent === 'Consumables', stocked: parent !== 'Services' };
      variants.push([variant, popularity / (position + 1)]);
      rows.add('product_variants', {
        id,
        product_id: productId,
        variant_sku: `P-${padded(productId * 11, 4)}-${position + 1}`,
        colour,
        price_cents: priceCents,
        weight_grams: parent === 'Services' ? null : random.int(8, 400) * 10,
      });
    });
  });
  return { variants, items: addCatalogItems(generation) };
}

function categoryId(name: string): number {
  return CATEGORIES.findIndex(([other]) => other === name) + 1;
}

/** What the marketplaces list: not every product, at other prices, under other titles. */
function addCatalogItems({ calendar, rows, random: stream }: Generation): readonly CatalogItem[] {
  const random = stream('catalog-items');
  const items: CatalogItem[] = [];
  for (const marketplace of ['Amazara', 'Shopfest', 'KaufPlatz'] as const) {
    PRODUCTS.forEach(([name, category, price], index) => {
      if (category === 'Installation' || category === 'Training' || !random.chance(0.55)) return;
      const priceCents = Math.round((price * 1.12) / 100) * 100 - 1;
      const number = `${marketplace.slice(0, 2).toUpperCase()}${padded(items.length * 13 + 400, 6)}`;
      items.push({ number, priceCents, marketplace });
      rows.add('catalog_items', {
        item_no: number,
        title: random.chance(0.5) ? name.toUpperCase() : `${name} – free delivery`,
        prod_id: random.chance(0.08) ? null : index + 1,
        marketplace,
        list_price: decimal(priceCents),
        is_listed: random.chance(0.9) ? 1 : 0,
        listed_on: isoDate(random.int(calendar.start - 400, calendar.start)),
      });
    });
  }
  return items;
}

export function generateReviews({ calendar, rows, random: stream }: Generation, customers: Customers): void {
  const random = stream('reviews');
  for (let id = 1; id <= 380; id += 1) {
    const day = calendar.busyDay(random);
    rows.add('product_reviews', {
      id,
      product_id: random.int(1, PRODUCTS.length),
      customer_id: customers.on(day, random).id,
      rating: random.weighted([[5, 45], [4, 30], [3, 12], [2, 6], [1, 7]]),
      body: random.chance(0.35) ? null : random.pick(REVIEWS),
      created_at: moment(day, random),
    });
  }
}
