import { minutesAfter, moment, type Day } from '../calendar.ts';
import type { Random } from '../random.ts';
import type { Generation } from '../rows.ts';
import type { Customer, Customers } from './customers.ts';
import type { Campaign } from './marketing.ts';
import type { Places } from './reference.ts';

const SESSIONS = 950;
const EVENTS = 1500;
const AUDIT_ENTRIES = 520;
const LOGINS = 560;

export function generateWebActivity(generation: Generation, places: Places, customers: Customers, campaigns: readonly Campaign[]): void {
  addSessions(generation, places, customers, campaigns);
  addEvents(generation, customers);
  addAudit(generation, customers);
  addLogins(generation, customers);
}

function addSessions({ calendar, rows, random: stream }: Generation, places: Places, customers: Customers, campaigns: readonly Campaign[]): void {
  const random = stream('web-sessions');
  for (const day of sortedDays(calendar.busyDay, random, SESSIONS)) {
    const customer = random.chance(0.42) ? customers.on(day, random) : null;
    const running = campaigns.filter((campaign) => campaign.from <= day && campaign.to >= day);
    const started = moment(day, random);
    rows.add('web_sessions', {
      session_id: random.uuid(),
      customer_id: customer?.id ?? null,
      campaign_id: running.length > 0 && random.chance(0.2) ? random.pick(running).id : null,
      device: random.weighted([['desktop', 5], ['mobile', 4], ['tablet', 1]]),
      country_code: (customer?.city ?? random.weighted(places.weights)).country.code,
      landing_page: random.weighted([['/', 5], ['/pricing', 3], ['/products/scanners', 2], ['/products/printers', 2], ['/blog/stock-taking', 1]]),
      page_views: Math.ceil(1.5 / (random.next() + 0.09)),
      started_at: started,
      ended_at: random.chance(0.05) ? null : minutesAfter(started, random.around(7, 6.5)),
    });
  }
}

function addEvents({ calendar, rows, random: stream }: Generation, customers: Customers): void {
  const random = stream('events');
  for (const day of sortedDays(calendar.busyDay, random, EVENTS)) {
    const name = random.weighted([['sale_recorded', 8], ['report_opened', 4], ['item_created', 3], ['export_downloaded', 1], ['seat_invited', 1]]);
    rows.add('events', {
      id: rows.nextId('events'),
      user_id: userOn(customers, day, random),
      event_name: name,
      properties: random.chance(0.3) ? null : JSON.stringify({ source: random.pick(['web', 'ios', 'android']), count: random.int(1, 30) }),
      occurred_at: `${moment(day, random).replace(' ', 'T')}Z`,
    });
  }
}

function addAudit({ calendar, rows, random: stream }: Generation, customers: Customers): void {
  const random = stream('audit');
  for (const day of sortedDays(calendar.busyDay, random, AUDIT_ENTRIES)) {
    const customer = customers.on(day, random);
    const [action, entity] = random.pick([
      ['UPDATE', 'customer'],
      ['CREATE', 'user'],
      ['UPDATE', 'subscription'],
      ['DELETE', 'address'],
      ['EXPORT', 'invoice'],
      ['LOGIN', 'session'],
    ] as const);
    rows.add('audit_log', {
      id: rows.nextId('audit_log'),
      actor_id: random.chance(0.1) ? null : random.pick(customer.users),
      action,
      entity_type: entity,
      entity_id: String(entity === 'customer' ? customer.id : random.int(1, 5_000)),
      ip_address: random.chance(0.15) ? null : address(random),
      created_at: moment(day, random),
    });
  }
}

function addLogins({ calendar, rows, random: stream }: Generation, customers: Customers): void {
  const random = stream('logins');
  for (const day of sortedDays(calendar.busyDay, random, LOGINS)) {
    rows.add('login_audit', {
      id: rows.nextId('login_audit'),
      user_id: userOn(customers, day, random),
      succeeded: random.chance(0.93) ? 1 : 0,
      ip_address: address(random),
      attempted_at: moment(day, random),
    });
  }
}

function sortedDays(busyDay: Generation['calendar']['busyDay'], random: Random, count: number): readonly Day[] {
  return Array.from({ length: count }, () => busyDay(random)).sort((a, b) => a - b);
}

function userOn(customers: Customers, day: Day, random: Random): string {
  const customer: Customer = customers.on(day, random);
  return random.pick(customer.users);
}

/** From the blocks kept for documentation, RFC 5737. */
function address(random: Random): string {
  return `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.int(1, 254)}`;
}
