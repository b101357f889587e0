import { isoDate, moment } from '../calendar.ts';
import { decimal, padded, type Generation } from '../rows.ts';
import { SHOP_KINDS } from '../words/companies.ts';
import { CONTACT_TITLES, FIRST_NAMES, LAST_NAMES, mailbox } from '../words/people.ts';
import type { Customer, Customers } from './customers.ts';
import { current, type Employee } from './organisation.ts';
import type { Places } from './reference.ts';

/** The CRM account of each customer, by the customer's id. */
export type Accounts = ReadonlyMap<number, string>;

const PROSPECTS = 85;

export function generateCrm(generation: Generation, places: Places, customers: Customers, employees: readonly Employee[]): Accounts {
  const { calendar, rows } = generation;
  const random = generation.random('crm');
  const owners = current(employees, 'Sales');
  const accounts = new Map<number, string>();
  const prospects = Array.from({ length: PROSPECTS }, () => null);

  random.shuffle<Customer | null>([...customers.all, ...prospects]).forEach((customer, index) => {
    const id = `ACC-${padded(index + 1, 5)}`;
    if (customer) accounts.set(customer.id, id);
    const city = customer?.city ?? random.weighted(places.weights);
    const last = random.pick(LAST_NAMES);
    const [kind, industry] = random.pick(SHOP_KINDS);
    const created = customer ? Math.max(customer.since - random.int(0, 90), calendar.start - 900) : calendar.busyDay(random);
    const churned = customer !== null && customer.until < calendar.today;
    rows.add('crm_accounts', {
      id,
      account_name: customer?.name ?? `${last} ${kind}`,
      customer_id: customer?.id ?? null,
      industry: customer?.industry ?? industry,
      tier: customer === null ? 'Bronze' : { Enterprise: 'Gold', 'Mid-Market': 'Silver', 'Small Business': 'Bronze' }[customer.segment],
      lifecycle_stage: customer === null ? 'Prospect' : churned ? 'Churned' : 'Customer',
      billing_country: city.country.code,
      employee_count: random.chance(0.15) ? null : Math.ceil(3 / (random.next() + 0.01)),
      owner_id: random.pick(owners).id,
      created_on: isoDate(created),
    });
    const contacts = addContacts(generation, id, customer, random.int(1, 2));
    addActivities(generation, contacts, owners, created);
    if (random.chance(customer ? 0.45 : 0.8)) addOpportunity(generation, id, customer, created, random.pick(owners).id);
  });
  return accounts;
}

function addContacts(generation: Generation, account: string, customer: Customer | null, count: number): readonly string[] {
  const random = generation.random(`contacts of ${account}`);
  return Array.from({ length: count }, (_, index) => {
    const id = `${account.replace('ACC', 'CON')}-${index + 1}`;
    const known = index === 0 ? (customer?.contact ?? null) : null;
    const [first = '', ...rest] = (known ?? `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`).split(' ');
    const last = rest.join(' ');
    generation.rows.add('crm_contacts', {
      id,
      account_id: account,
      first_name: first,
      last_name: last,
      email: random.chance(0.07) ? null : known !== null && customer ? customer.email : `${mailbox(`${first} ${last}`)}@example.org`,
      phone: random.chance(0.3) ? null : `+00 555 ${padded(random.int(0, 999_999), 6)}`,
      job_title: random.pick(CONTACT_TITLES),
      is_primary: index === 0 ? 1 : 0,
    });
    return id;
  });
}

function addActivities({ calendar, rows, random: stream }: Generation, contacts: readonly string[], owners: readonly Employee[], from: number): void {
  for (const contact of contacts) {
    const random = stream(`activities of ${contact}`);
    for (let count = random.int(0, 2); count > 0; count -= 1) {
      const kind = random.pick(['Call', 'E-mail', 'Meeting', 'Demo'] as const);
      rows.add('crm_activities', {
        id: rows.nextId('crm_activities'),
        contact_id: contact,
        employee_id: random.pick(owners).id,
        activity_type: kind,
        outcome: random.chance(0.25) ? null : random.pick(['Reached', 'No answer', 'Follow up', 'Not interested']),
        happened_at: moment(calendar.busyDay(random, Math.max(from, calendar.start)), random),
      });
    }
  }
}

const STAGES = [
  ['Prospecting', 10],
  ['Qualified', 25],
  ['Proposal', 50],
  ['Negotiation', 75],
  ['Closed Won', 100],
  ['Closed Lost', 0],
] as const;

function addOpportunity({ calendar, rows, random: stream }: Generation, account: string, customer: Customer | null, from: number, owner: number): void {
  const random = stream(`opportunity of ${account}`);
  const created = calendar.busyDay(random, Math.max(from, calendar.start));
  const expected = created + random.int(30, 150);
  const ended = expected + random.int(-20, 30) <= calendar.today;
  const [stage, probability] = ended ? (random.chance(customer ? 0.62 : 0) ? STAGES[4] : STAGES[5]) : random.pick(STAGES.slice(0, 4));
  rows.add('opportunities', {
    id: account.replace('ACC', 'OPP'),
    account_id: account,
    title: random.pick(['New locations', 'Terminal rollout', 'Upgrade to Scale', 'Annual contract', 'Hardware refresh']),
    stage,
    amount: decimal(Math.round(12_000 / (random.next() + 0.04)) * 10),
    probability_percent: probability,
    owner_id: owner,
    created_on: isoDate(created),
    expected_close_on: isoDate(expected),
    closed_on: ended ? isoDate(Math.min(expected + random.int(-15, 25), calendar.today)) : null,
  });
}
