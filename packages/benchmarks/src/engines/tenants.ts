import type { StatementPolicy } from '@nl2sql/core/contracts';

/** The customers of the tenant that asks. The other customers belong to another one. */
const OWN = [1, 3, 4, 7, 10, 11] as const;

/** The rows of one of two tenants. */
export const TENANT_POLICY: StatementPolicy = {
  tables: [
    { table: 'customers', rows: { column: 'id', operator: 'in', values: OWN }, masks: [] },
    { table: 'orders', rows: { column: 'customer_id', operator: 'in', values: OWN }, masks: [] },
  ],
};

/** Leaves the same rows in a database. */
export const TENANT_FILTER = `
DELETE FROM orders WHERE customer_id NOT IN (${OWN.join(', ')});
DELETE FROM customers WHERE id NOT IN (${OWN.join(', ')});`;
