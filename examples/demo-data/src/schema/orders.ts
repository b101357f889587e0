/** Orders of the web shop, orders of the marketplaces, and what follows from them. */
export const ORDER_SCHEMA = `
CREATE TABLE coupons (
  code TEXT PRIMARY KEY,
  description TEXT NOT NULL,
  discount_percent INTEGER NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  order_number TEXT NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  status TEXT NOT NULL,
  channel TEXT NOT NULL,
  payment_method TEXT NOT NULL,
  coupon_code TEXT REFERENCES coupons(code),
  subtotal_cents INTEGER NOT NULL,
  discount_cents INTEGER NOT NULL,
  shipping_cents INTEGER NOT NULL,
  tax_cents INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  ordered_at TEXT NOT NULL
);
CREATE INDEX orders_by_customer ON orders (customer_id, ordered_at);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders(id),
  line_no INTEGER NOT NULL,
  variant_id INTEGER NOT NULL REFERENCES product_variants(id),
  quantity INTEGER NOT NULL,
  unit_price_cents INTEGER NOT NULL,
  PRIMARY KEY (order_id, line_no)
);
CREATE TABLE order_status_history (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,
  old_status TEXT,
  new_status TEXT NOT NULL,
  changed_at TEXT NOT NULL
);
CREATE TABLE shipments (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  carrier TEXT NOT NULL,
  tracking_no TEXT,
  shipped_at TEXT NOT NULL,
  delivered_at TEXT
);
CREATE TABLE returns (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL,
  line_no INTEGER NOT NULL,
  reason TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  received_on TEXT NOT NULL,
  FOREIGN KEY (order_id, line_no) REFERENCES order_items(order_id, line_no)
);
CREATE TABLE carts (
  id TEXT PRIMARY KEY,
  customer_id INTEGER,
  item_count INTEGER NOT NULL,
  value_cents INTEGER NOT NULL,
  order_id INTEGER,
  created_at TEXT NOT NULL,
  abandoned_at TEXT
);
CREATE TABLE customer_orders (
  order_no TEXT PRIMARY KEY,
  marketplace TEXT NOT NULL,
  customer_ref TEXT,
  buyer_name TEXT NOT NULL,
  buyer_country TEXT NOT NULL,
  order_status TEXT NOT NULL,
  order_total NUMERIC NOT NULL,
  commission NUMERIC NOT NULL,
  order_date TEXT NOT NULL
);
CREATE TABLE customer_order_lines (
  id INTEGER PRIMARY KEY,
  order_no TEXT NOT NULL REFERENCES customer_orders(order_no),
  item_no TEXT NOT NULL,
  qty INTEGER NOT NULL,
  price NUMERIC NOT NULL
);
`;
