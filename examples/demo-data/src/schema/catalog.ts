/** What is sold, where it lies and where it comes from. */
export const CATALOG_SCHEMA = `
CREATE TABLE product_categories (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES product_categories(id),
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  category_id INTEGER NOT NULL REFERENCES product_categories(id),
  name TEXT NOT NULL,
  sku TEXT NOT NULL UNIQUE,
  description TEXT,
  list_price_cents INTEGER NOT NULL,
  unit_cost_cents INTEGER NOT NULL,
  status TEXT NOT NULL,
  launched_on TEXT NOT NULL
);
CREATE TABLE product_variants (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products(id),
  variant_sku TEXT NOT NULL UNIQUE,
  colour TEXT,
  price_cents INTEGER NOT NULL,
  weight_grams INTEGER
);
CREATE TABLE catalog_items (
  item_no TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  prod_id INTEGER,
  marketplace TEXT NOT NULL,
  list_price NUMERIC NOT NULL,
  is_listed INTEGER NOT NULL,
  listed_on TEXT NOT NULL
);
CREATE TABLE product_reviews (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products(id),
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  rating INTEGER NOT NULL,
  body TEXT,
  created_at TEXT NOT NULL
);
CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  country_code TEXT NOT NULL REFERENCES countries(code),
  lead_time_days INTEGER NOT NULL,
  contact_email TEXT
);
CREATE TABLE warehouses (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  city_id INTEGER NOT NULL REFERENCES cities(id),
  opened_on TEXT NOT NULL
);
CREATE TABLE inventory (
  variant_id INTEGER NOT NULL REFERENCES product_variants(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  quantity_on_hand INTEGER NOT NULL,
  quantity_reserved INTEGER NOT NULL,
  reorder_point INTEGER NOT NULL,
  counted_on TEXT,
  PRIMARY KEY (variant_id, warehouse_id)
);
CREATE TABLE stock_movements (
  id INTEGER PRIMARY KEY,
  variant_id INTEGER NOT NULL,
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  movement_type TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  moved_at TEXT NOT NULL
);
CREATE TABLE purchase_orders (
  id INTEGER PRIMARY KEY,
  po_number TEXT NOT NULL UNIQUE,
  supplier_id INTEGER NOT NULL REFERENCES suppliers(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  status TEXT NOT NULL,
  total_amount NUMERIC NOT NULL,
  ordered_on TEXT NOT NULL,
  received_on TEXT
);
CREATE TABLE purchase_order_lines (
  id INTEGER PRIMARY KEY,
  purchase_order_id INTEGER NOT NULL REFERENCES purchase_orders(id),
  variant_id INTEGER NOT NULL REFERENCES product_variants(id),
  quantity INTEGER NOT NULL,
  unit_cost NUMERIC NOT NULL
);
`;
