-- The schema every case of this folder runs on. search_path is shop, public; schema archive is not in it.
-- Tables are filled: what scans or rewrites, and what fails on rows, shows only then.

CREATE SCHEMA shop;
CREATE SCHEMA archive;
CREATE ROLE reader;
CREATE ROLE keeper;

CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE shop.mood_plus AS ENUM ('sad', 'ok', 'happy', 'great');
CREATE TYPE shop.unused_mood AS ENUM ('a', 'b');
CREATE DOMAIN shop.positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN shop.plain_int AS integer;
CREATE DOMAIN shop.short_text AS text CHECK (length(VALUE) < 100);
CREATE DOMAIN shop.unused_domain AS integer;
CREATE TYPE shop.address AS (street text, zip varchar(10));
CREATE TYPE shop.badge_type AS (id integer, label varchar(20));
CREATE SEQUENCE shop.counter;

CREATE FUNCTION shop.seven_immutable() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 7';
CREATE FUNCTION shop.seven_stable() RETURNS integer LANGUAGE sql STABLE AS 'SELECT 7';
CREATE FUNCTION shop.seven_volatile() RETURNS integer LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN 7; END';
CREATE FUNCTION shop.seven_inlined() RETURNS integer LANGUAGE sql AS 'SELECT 7';
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';

-- item: the table most cases change. No foreign key in or out.
CREATE TABLE shop.item (
	id integer NOT NULL,
	code varchar(50) NOT NULL, -- unique values; index item_code_idx
	label varchar(50), -- short values
	long_label varchar(50), -- 45 characters
	body text,
	tag text, -- index item_tag_idx
	email text, -- unique index on lower(email)
	fixed char(10),
	price numeric(10,2),
	cost numeric(10,2), -- index item_cost_idx
	amount numeric,
	quantity integer,
	stock integer, -- index item_stock_idx
	rank integer, -- partial index item_rank_idx
	big bigint, -- fits integer
	huge bigint, -- does not fit integer
	small smallint,
	made timestamp,
	seen timestamp, -- index item_seen_idx
	made_at timestamptz,
	made_ms timestamp(3),
	made_tod time,
	took interval,
	day date,
	doc json,
	docb jsonb,
	net cidr,
	net_indexed cidr, -- index item_net_indexed_idx
	host inet,
	bits varbit(16),
	flags bit(8),
	mood shop.mood,
	mood_text text, -- labels of mood only
	numbers integer[],
	words varchar(20)[],
	pos shop.positive,
	loose shop.plain_int,
	filled integer, -- nullable, no NULLs
	gaps integer, -- NULLs in every tenth row
	dup integer, -- not unique
	uniq integer, -- unique, nullable
	uniq_nn integer NOT NULL, -- unique
	checked integer, -- CHECK item_checked_positive
	checked_text varchar(20), -- CHECK item_checked_text_length
	room int4range, -- do not overlap
	ratio double precision,
	ratio4 real,
	uuid_text text,
	uid uuid,
	raw bytea,
	on_sale boolean,
	shown varchar(20), -- in views item_view, item_stats
	customer_id integer NOT NULL, -- all in customer.id, no foreign key
	stray_customer_id integer, -- most not in customer.id
	CONSTRAINT item_pkey PRIMARY KEY (id),
	CONSTRAINT item_checked_positive CHECK (checked > 0),
	CONSTRAINT item_checked_text_length CHECK (length(checked_text) > 1)
);
INSERT INTO shop.item
SELECT g, 'code-' || lpad(g::text, 6, '0'), 'l' || g, repeat('x', 45), 'body ' || g, 'tag' || g, 'User' || g || '@example.org',
	'c' || g % 1000, g + 0.25, g + 0.25, g + 0.125, g % 1000, g % 1000, g, g, 3000000000 + g, g % 100,
	timestamp '2024-01-01 00:00:00.123456' + g * interval '1 s', timestamp '2024-01-01 00:00:00.123456' + g * interval '1 s',
	timestamptz '2024-01-01 00:00:00.123456+00' + g * interval '1 s', timestamp '2024-01-01 00:00:00' + g * interval '1 s',
	time '00:00:00.123456' + g * interval '1 s', g * interval '1.123456 s', date '2024-01-01' + g % 365,
	json_build_object('k', g), jsonb_build_object('k', g), '10.0.0.0/8', '10.0.0.0/8', '10.0.0.1',
	(g % 200)::bit(12)::varbit, (g % 200)::bit(8),
	(ARRAY['sad', 'ok', 'happy'])[1 + g % 3]::shop.mood, (ARRAY['sad', 'ok', 'happy'])[1 + g % 3],
	ARRAY[g, g + 1], ARRAY['a' || g], 1 + g % 10, g % 10,
	g, CASE WHEN g % 10 = 0 THEN NULL ELSE g END, g % 100, g, g, g, 'ct' || g,
	int4range(g * 10, g * 10 + 5), g + 0.1234567890123, g + 0.5,
	md5(g::text)::uuid::text, md5(g::text)::uuid, decode(md5(g::text), 'hex'), g % 2 = 0, 's' || g % 100,
	1 + g % 500, g + 400
FROM generate_series(1, 3000) g;
CREATE INDEX item_code_idx ON shop.item (code);
CREATE INDEX item_tag_idx ON shop.item (tag);
CREATE UNIQUE INDEX item_email_key ON shop.item (lower(email));
CREATE INDEX item_cost_idx ON shop.item (cost);
CREATE INDEX item_stock_idx ON shop.item (stock);
CREATE INDEX item_rank_idx ON shop.item (rank) WHERE rank > 10;
CREATE INDEX item_seen_idx ON shop.item (seen);
CREATE INDEX item_net_indexed_idx ON shop.item (net_indexed);
CREATE TRIGGER item_touch BEFORE UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE POLICY item_read ON shop.item USING (true);

-- note: no primary key, no index.
CREATE TABLE shop.note (a integer NOT NULL, b integer, c text);
INSERT INTO shop.note SELECT g, g, 'c' || g FROM generate_series(1, 2000) g;

-- customer and purchase: a foreign key pair; employee refers to itself.
CREATE TABLE shop.customer (id integer PRIMARY KEY, code varchar(20) UNIQUE, score integer);
INSERT INTO shop.customer SELECT g, 'k' || g, g FROM generate_series(1, 500) g;
CREATE TABLE shop.purchase (
	id integer PRIMARY KEY,
	customer_id integer NOT NULL,
	customer_code varchar(20),
	total numeric(10,2),
	remark varchar(20),
	CONSTRAINT purchase_customer_fk FOREIGN KEY (customer_id) REFERENCES shop.customer (id) ON DELETE CASCADE,
	CONSTRAINT purchase_code_fk FOREIGN KEY (customer_code) REFERENCES shop.customer (code)
);
INSERT INTO shop.purchase SELECT g, 1 + g % 500, 'k' || 1 + g % 500, g, 'r' || g FROM generate_series(1, 2000) g;
CREATE INDEX purchase_customer_idx ON shop.purchase (customer_id);
CREATE TABLE shop.employee (id integer PRIMARY KEY, boss_id integer CONSTRAINT employee_boss_fk REFERENCES shop.employee);
INSERT INTO shop.employee SELECT g, greatest(1, g / 2) FROM generate_series(1, 1000) g;

-- event: partitioned by range, no default partition; event_next could be attached.
CREATE TABLE shop.event (id integer NOT NULL, kind text, n integer, CONSTRAINT event_pkey PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE shop.event_1 PARTITION OF shop.event FOR VALUES FROM (1) TO (1001);
CREATE TABLE shop.event_2 PARTITION OF shop.event FOR VALUES FROM (1001) TO (2001);
INSERT INTO shop.event SELECT g, 'k' || g, g FROM generate_series(1, 2000) g;
CREATE INDEX event_n_idx ON shop.event (n);
CREATE TABLE shop.event_next (id integer NOT NULL, kind text, n integer, CONSTRAINT event_next_pkey PRIMARY KEY (id));
INSERT INTO shop.event_next SELECT g, 'k' || g, g FROM generate_series(2001, 3000) g;
-- reading: partitioned by list, with a default partition that holds rows.
CREATE TABLE shop.reading (site text NOT NULL, value integer) PARTITION BY LIST (site);
CREATE TABLE shop.reading_north PARTITION OF shop.reading FOR VALUES IN ('north');
CREATE TABLE shop.reading_rest PARTITION OF shop.reading DEFAULT;
INSERT INTO shop.reading SELECT CASE WHEN g % 2 = 0 THEN 'north' ELSE 'east' END, g FROM generate_series(1, 2000) g;
CREATE TABLE shop.reading_south (site text NOT NULL, value integer);
INSERT INTO shop.reading_south SELECT 'south', g FROM generate_series(1, 1000) g;

-- vehicle: inheritance.
CREATE TABLE shop.vehicle (id integer PRIMARY KEY, wheels integer, note varchar(20));
INSERT INTO shop.vehicle SELECT g, 4, 'n' FROM generate_series(1, 1000) g;
CREATE TABLE shop.truck (load integer) INHERITS (shop.vehicle);
INSERT INTO shop.truck SELECT g, 6, 'n', g FROM generate_series(1001, 3000) g;
CREATE TABLE shop.van (id integer NOT NULL, wheels integer, note varchar(20));

-- Views on item, a materialized view, a table with a rule.
CREATE VIEW shop.item_view AS SELECT id, shown FROM shop.item;
CREATE VIEW shop.item_view_ids AS SELECT id FROM shop.item_view;
CREATE MATERIALIZED VIEW shop.item_stats AS SELECT id, shown FROM shop.item;
CREATE UNIQUE INDEX item_stats_id ON shop.item_stats (id);
CREATE TABLE shop.ruled (x integer);
INSERT INTO shop.ruled SELECT g FROM generate_series(1, 500) g;
CREATE RULE ruled_rule AS ON UPDATE TO shop.ruled DO ALSO NOTHING;

-- ticket: serial, identity and generated columns.
CREATE TABLE shop.ticket (
	id serial PRIMARY KEY,
	number integer GENERATED BY DEFAULT AS IDENTITY,
	base integer,
	twice integer GENERATED ALWAYS AS (base * 2) STORED
);
INSERT INTO shop.ticket (base) SELECT g FROM generate_series(1, 2000) g;

-- place: a composite column; badge: a typed table; wide: two-column constraints; empty: no rows.
CREATE TABLE shop.place (id integer PRIMARY KEY, addr shop.address);
INSERT INTO shop.place SELECT g, ROW('s' || g, 'z')::shop.address FROM generate_series(1, 1000) g;
CREATE TABLE shop.badge OF shop.badge_type;
INSERT INTO shop.badge SELECT g, 'l' || g FROM generate_series(1, 1000) g;
CREATE TABLE shop.wide (
	a integer NOT NULL,
	b integer NOT NULL,
	c integer NOT NULL,
	d varchar(10),
	CONSTRAINT wide_ab_key UNIQUE (a, b),
	CONSTRAINT wide_bc CHECK (b + c > 0)
);
INSERT INTO shop.wide SELECT g, g, g, 'd' FROM generate_series(1, 1000) g;
CREATE INDEX wide_cd_idx ON shop.wide (c, d);
CREATE TABLE shop.empty (id integer, v text);

-- Elsewhere: the second schema of the search path, and one outside it.
CREATE TABLE public.setting (name text PRIMARY KEY, value text);
INSERT INTO public.setting SELECT 'n' || g, 'v' FROM generate_series(1, 500) g;
CREATE TABLE archive.old_item (id integer PRIMARY KEY, label varchar(50), customer_id integer REFERENCES shop.customer);
INSERT INTO archive.old_item SELECT g, 'l' || g, 1 + g % 500 FROM generate_series(1, 1000) g;
