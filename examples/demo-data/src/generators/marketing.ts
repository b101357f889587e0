import { addMonths, firstOfMonth, isoDate, isoMonth, moment, type Day } from '../calendar.ts';
import { decimal, type Generation } from '../rows.ts';
import { SHOP_KINDS } from '../words/companies.ts';
import { FIRST_NAMES, LAST_NAMES, mailbox } from '../words/people.ts';
import { CAMPAIGNS } from '../words/support.ts';
import type { Accounts } from './crm.ts';
import type { Customers } from './customers.ts';
import type { Places } from './reference.ts';

const LEADS = 620;
const SUBSCRIBERS = 360;

export interface Campaign {
  readonly id: number;
  readonly from: Day;
  readonly to: Day;
}

export function generateMarketing(generation: Generation, places: Places, customers: Customers, accounts: Accounts): readonly Campaign[] {
  const campaigns = addCampaigns(generation);
  addLeads(generation, places, customers, accounts, campaigns);
  addSubscribers(generation);
  return campaigns;
}

function addCampaigns({ calendar, rows, random: stream }: Generation): readonly Campaign[] {
  const random = stream('campaigns');
  const campaigns: Campaign[] = [];
  for (let year = 0; year < 3; year += 1) {
    for (const [name, channel, length] of CAMPAIGNS) {
      const id = campaigns.length + 1;
      const from = Math.min(addMonths(calendar.start, year * 12) + random.int(0, 330), calendar.today - 10);
      const to = from + length;
      const budget = random.int(2, 20) * 25_000 * (year + 1);
      campaigns.push({ id, from, to: Math.min(to, calendar.today) });
      rows.add('campaigns', {
        id,
        name: `${name} ${isoDate(from).slice(0, 4)}`,
        channel,
        status: to > calendar.today ? 'Running' : random.chance(0.06) ? 'Stopped' : 'Finished',
        budget_cents: budget,
        starts_on: isoDate(from),
        ends_on: channel === 'Referral' && to > calendar.today ? null : isoDate(to),
      });
      const months = calendar.months.filter((month) => month >= firstOfMonth(from) && month <= Math.min(to, calendar.today));
      for (const month of months) {
        const clicks = random.int(120, 4_000);
        rows.add('campaign_spend', {
          campaign_id: id,
          spend_month: isoMonth(month),
          spend: decimal((budget / months.length) * random.around(0.9, 0.15)),
          impressions: clicks * random.int(18, 60),
          clicks,
        });
      }
    }
  }
  return campaigns;
}

function addLeads({ calendar, rows, random: stream }: Generation, places: Places, customers: Customers, accounts: Accounts, campaigns: readonly Campaign[]): void {
  const random = stream('leads');
  const newcomers = customers.all.filter((customer) => customer.since > calendar.start);
  const days = Array.from({ length: LEADS }, () => calendar.busyDay(random)).sort((a, b) => a - b);
  days.forEach((day, index) => {
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const won = random.chance(0.22) ? newcomers.find((customer) => customer.since >= day) : undefined;
    const running = campaigns.filter((campaign) => campaign.from <= day && campaign.to >= day);
    const campaign = running.length > 0 && random.chance(0.5) ? random.pick(running) : null;
    rows.add('leads', {
      id: index + 1,
      company: won?.name ?? `${random.pick(LAST_NAMES)} ${random.pick(SHOP_KINDS)[0]}`,
      contact_name: won?.contact ?? name,
      email: random.chance(0.1) ? null : (won?.email ?? `${mailbox(name)}@example.org`),
      country: (won?.city ?? random.weighted(places.weights)).country.name,
      source: campaign ? 'Campaign' : random.pick(['Website', 'Referral', 'Trade Fair', 'Partner']),
      status: won ? 'Converted' : calendar.today - day < 30 ? random.pick(['New', 'Contacted']) : random.weighted([['Disqualified', 5], ['Contacted', 3], ['Qualified', 2]]),
      score: random.chance(0.12) ? null : random.int(5, 100),
      campaign_id: campaign?.id ?? null,
      converted_account_id: won ? (accounts.get(won.id) ?? null) : null,
      created_at: moment(day, random),
    });
  });
}

function addSubscribers({ calendar, rows, random: stream }: Generation): void {
  const random = stream('newsletter');
  for (let count = 1; count <= SUBSCRIBERS; count += 1) {
    const day = calendar.busyDay(random);
    const left = day + random.int(10, 900);
    rows.add('newsletter_subscribers', {
      email: `${mailbox(`${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`)}.${count}@example.org`,
      language: random.weighted([['en', 5], ['de', 4], ['fr', 3], ['es', 1], ['pt-BR', 1]]),
      subscribed_on: isoDate(day),
      unsubscribed_on: left <= calendar.today && random.chance(0.5) ? isoDate(left) : null,
    });
  }
}
