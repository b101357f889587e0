/** Views that the finance and success teams work with. */
export const VIEW_SCHEMA = `
CREATE VIEW monthly_shop_sales AS
SELECT substr(ordered_at, 1, 7) AS month, COUNT(*) AS order_count, SUM(total_cents) / 100.0 AS gross_sales
FROM orders
WHERE status <> 'cancelled'
GROUP BY substr(ordered_at, 1, 7);
CREATE VIEW active_customers AS
SELECT c.id AS customer_id, c.name, c.country_code, MAX(o.ordered_at) AS last_order_at, COUNT(*) AS orders_in_90_days
FROM customers c
JOIN orders o ON o.customer_id = c.id
WHERE o.status <> 'cancelled'
  AND o.ordered_at >= date((SELECT MAX(ordered_at) FROM orders), '-90 days')
GROUP BY c.id, c.name, c.country_code;
`;
