import { isoDate, lastAtMost, moment, type Day } from '../calendar.ts';
import type { Random } from '../random.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import { SHOP_KINDS, SHOP_PARTS, WHOLE_NAMES } from '../words/companies.ts';
import { FIRST_NAMES, LAST_NAMES, mailbox } from '../words/people.ts';
import { STREETS } from '../words/places.ts';
import type { City, Places } from './reference.ts';

export interface Customer {
  readonly id: number;
  readonly number: string;
  readonly name: string;
  readonly contact: string | null;
  readonly email: string;
  readonly industry: string;
  readonly segment: 'Enterprise' | 'Mid-Market' | 'Small Business';
  readonly city: City;
  readonly since: Day;
  /** The last day on which they do anything. */
  readonly until: Day;
  readonly status: 'active' | 'inactive' | 'blocked';
  readonly users: readonly string[];
}

export interface Customers {
  readonly all: readonly Customer[];
  /** Someone who is a customer on that day; a few large ones come up again and again. */
  readonly on: (day: Day, random: Random) => Customer;
}

const COUNT = 560;

/** The old ERP was switched off about two years ago. */
export const LEGACY_DAYS = 730;

export function generateCustomers(generation: Generation, places: Places): Customers {
  const { calendar, rows } = generation;
  const random = generation.random('customers');
  const names = shopNames(random);
  const days = Array.from({ length: COUNT }, (_, index) =>
    index < COUNT * 0.28 ? random.int(calendar.start - 900, calendar.start) : calendar.busyDay(random),
  ).sort((a, b) => a - b);
  const ranks = random.shuffle(days.map((_, index) => index));
  const all: Customer[] = [];
  const sums = [0];

  days.forEach((since, index) => {
    const rank = ranks[index] ?? COUNT;
    const [name, industry] = names[index] ?? ['Unnamed', 'Retail'];
    const contact = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const status = random.weighted([['active', 88], ['inactive', 10], ['blocked', 2]] as const);
    const city = random.weighted(places.weights);
    const id = index + 1;
    const domain = `${mailbox(name).replaceAll('.', '-') || `shop-${id}`}.example.org`;
    const customer: Customer = {
      id,
      number: `C-${padded(10_000 + id * 7, 5)}`,
      name,
      contact: random.chance(0.06) ? null : contact,
      email: `${mailbox(contact)}@${domain}`,
      industry,
      segment: rank < COUNT * 0.04 ? 'Enterprise' : rank < COUNT * 0.22 ? 'Mid-Market' : 'Small Business',
      city,
      since,
      until: status === 'active' ? calendar.today : random.int(Math.max(since, calendar.start), calendar.today),
      status,
      users: Array.from({ length: random.weighted([[1, 6], [2, 3], [3, 1]]) }, () => random.uuid()),
    };
    all.push(customer);
    sums.push((sums.at(-1) ?? 0) + 1 / (rank + 6) ** 0.9);
    rows.add('customers', {
      id,
      customer_no: customer.number,
      name,
      contact_name: customer.contact,
      email: customer.email,
      city: city.name,
      country_code: city.country.code,
      segment: customer.segment,
      status,
      referred_by: index > 20 && random.chance(0.12) ? random.int(1, index) : null,
      created_at: moment(since, random),
    });
    addUsers(generation, customer, domain, random);
  });
  addAddresses(generation, all, places);
  addLegacyMaster(generation, all);

  return {
    all,
    on: (day, choice) => {
      const known = sums[(days[0] ?? day) <= day ? lastAtMost(days, day) + 1 : 0] ?? 0;
      for (;;) {
        const customer = all[Math.min(lastAtMost(sums, choice.next() * known), all.length - 1)];
        if (customer && customer.since <= day && customer.until >= day) return customer;
      }
    },
  };
}

/** `[name, industry]`, none twice. */
function shopNames(random: Random): readonly (readonly [string, string])[] {
  const made = SHOP_PARTS.flatMap((part) => SHOP_KINDS.map(([kind, industry]) => [`${part} ${kind}`, industry] as const));
  const first = [...WHOLE_NAMES, ...random.shuffle(made)].slice(0, COUNT);
  return random.shuffle(first);
}

function addUsers({ calendar, rows }: Generation, customer: Customer, domain: string, random: Random): void {
  customer.users.forEach((id, index) => {
    const name = index === 0 && customer.contact !== null ? customer.contact : `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const active = customer.status === 'active' && random.chance(0.9);
    const created = Math.min(customer.since + random.int(0, 60) * index, calendar.today);
    const lastLogin = active ? calendar.today - Math.floor(random.next() ** 3 * Math.min(90, calendar.today - created)) : customer.until;
    rows.add('users', {
      id,
      customer_id: customer.id,
      full_name: name,
      email: `${mailbox(name)}${index === 0 ? '' : index + 1}.${customer.id}@${domain}`,
      role: index === 0 ? 'owner' : random.weighted([['manager', 2], ['cashier', 5], ['accountant', 1]]),
      locale: random.chance(0.1) ? null : `en-${customer.city.country.code}`,
      is_active: active ? 1 : 0,
      created_at: moment(created, random),
      last_login_at: lastLogin <= created || random.chance(0.08) ? null : moment(lastLogin, random),
    });
  });
}

function addAddresses(generation: Generation, customers: readonly Customer[], places: Places): void {
  const random = generation.random('addresses');
  let id = 0;
  for (const customer of customers) {
    const kinds = random.chance(0.35) ? ['billing', 'shipping'] : ['billing'];
    for (const kind of kinds) {
      const sameCountry = places.cities.filter((city) => city.country === customer.city.country);
      generation.rows.add('customer_addresses', {
        id: (id += 1),
        customer_id: customer.id,
        kind,
        street: `${random.pick(STREETS)} ${random.int(1, 140)}`,
        postal_code: String(random.int(10_000, 99_999)),
        city_id: kind === 'billing' ? customer.city.id : random.pick(sameCountry).id,
      });
    }
  }
}

function addLegacyMaster({ calendar, rows, random: stream }: Generation, customers: readonly Customer[]): void {
  const random = stream('legacy-customers');
  for (const customer of customers.filter((one) => one.since <= calendar.today - LEGACY_DAYS)) {
    rows.add('cust_mst', {
      cst_no: customer.number,
      cst_nm: customer.name.toUpperCase(),
      cty: customer.city.name.toUpperCase(),
      ctry_cd: customer.city.country.code,
      crd_lmt: random.chance(0.2) ? null : decimal(random.int(1, 40) * 50_000),
      sts_cd: customer.status === 'active' ? 'A' : 'I',
      crt_dt: isoDate(customer.since).replaceAll('-', ''),
    });
  }
}
