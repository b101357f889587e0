import { BILLING_SCHEMA } from './billing.ts';
import { CATALOG_SCHEMA } from './catalog.ts';
import { CUSTOMER_SCHEMA } from './customers.ts';
import { ENGAGEMENT_SCHEMA } from './engagement.ts';
import { ORDER_SCHEMA } from './orders.ts';
import { REFERENCE_SCHEMA } from './reference.ts';
import { VIEW_SCHEMA } from './views.ts';

/** Every table and view, in an order in which each refers only to what comes before it. */
export const SCHEMA = [
  REFERENCE_SCHEMA,
  CUSTOMER_SCHEMA,
  CATALOG_SCHEMA,
  ORDER_SCHEMA,
  BILLING_SCHEMA,
  ENGAGEMENT_SCHEMA,
  VIEW_SCHEMA,
].join('');
