import { startGeneration, type Row } from '../rows.ts';
import { generateBilling } from './billing.ts';
import { generateCatalog, generateReviews } from './catalog.ts';
import { generateCrm } from './crm.ts';
import { generateCustomers } from './customers.ts';
import { generateCarts, generateMarketplaceOrders } from './marketplace.ts';
import { generateMarketing } from './marketing.ts';
import { generateOrders } from './orders.ts';
import { generateOrganisation } from './organisation.ts';
import { generateReference } from './reference.ts';
import { generateSubscriptions } from './subscriptions.ts';
import { generateSupply } from './supply.ts';
import { generateSupport } from './support.ts';
import { generateWebActivity } from './web.ts';

/** Every row of every table. */
export function generateRows(seed: number, today: string): ReadonlyMap<string, readonly Row[]> {
  const generation = startGeneration(seed, today);
  const places = generateReference(generation);
  const employees = generateOrganisation(generation, places);
  const customers = generateCustomers(generation, places);
  const accounts = generateCrm(generation, places, customers, employees);
  const range = generateCatalog(generation);
  generateSupply(generation, places, range);
  generateReviews(generation, customers);
  const orders = generateOrders(generation, customers, range);
  generateMarketplaceOrders(generation, places, customers, range);
  generateCarts(generation, customers, orders);
  const subscriptions = generateSubscriptions(generation, customers);
  generateBilling(generation, accounts, orders, subscriptions);
  const campaigns = generateMarketing(generation, places, customers, accounts);
  generateWebActivity(generation, places, customers, campaigns);
  generateSupport(generation, customers, employees);
  return generation.rows.tables();
}
