-- ## ALTER TABLE ... DROP COLUMN

-- case: drop_column
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN body;

-- case: drop_column_if_exists_missing
-- locks: item ACCESS EXCLUSIVE
-- needs: history destroys
-- note: nothing changes, the lock is still taken
ALTER TABLE item DROP COLUMN IF EXISTS missing;

-- case: drop_column_missing
-- locks: none; fails always: 42703
-- destroys: yes
ALTER TABLE item DROP COLUMN missing;

-- case: drop_column_indexed
-- locks: item ACCESS EXCLUSIVE; index locks: item_stock_idx ACCESS EXCLUSIVE
-- destroys: yes
-- note: the index goes with it
ALTER TABLE item DROP COLUMN stock;

-- case: drop_column_of_expression_index
-- locks: item ACCESS EXCLUSIVE; index locks: item_email_key ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN email;

-- case: drop_column_of_partial_index
-- locks: item ACCESS EXCLUSIVE; index locks: item_rank_idx ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN rank;

-- case: drop_column_checked
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN checked;

-- case: drop_column_used_by_view
-- locks: none; fails always: 2BP01
-- destroys: yes
ALTER TABLE item DROP COLUMN shown;

-- case: drop_column_used_by_view_cascade
-- locks: item ACCESS EXCLUSIVE, item_stats ACCESS EXCLUSIVE, item_view ACCESS EXCLUSIVE, item_view_ids ACCESS
--   EXCLUSIVE; index locks: item_stats_id ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN shown CASCADE;

-- case: drop_column_primary_key
-- locks: note ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE note DROP COLUMN a;

-- case: drop_column_primary_key_cascade
-- locks: item ACCESS EXCLUSIVE, item_stats ACCESS EXCLUSIVE, item_view ACCESS EXCLUSIVE, item_view_ids ACCESS
--   EXCLUSIVE; index locks: item_pkey ACCESS EXCLUSIVE, item_stats_id ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN id CASCADE;

-- case: drop_column_two
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN body, DROP COLUMN label;

-- case: drop_column_of_two_column_unique
-- locks: wide ACCESS EXCLUSIVE; index locks: wide_ab_key ACCESS EXCLUSIVE
-- destroys: yes
-- note: the constraint on (a, b) goes too, without CASCADE
ALTER TABLE wide DROP COLUMN b;

-- case: drop_column_of_two_column_index
-- locks: wide ACCESS EXCLUSIVE; index locks: wide_cd_idx ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE wide DROP COLUMN d;

-- case: drop_column_foreign_key
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks: purchase_customer_idx ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE purchase DROP COLUMN customer_id;

-- case: drop_column_referenced
-- locks: none; fails always: 2BP01
-- destroys: yes
ALTER TABLE customer DROP COLUMN code;

-- case: drop_column_referenced_cascade
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks: customer_code_key ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE customer DROP COLUMN code CASCADE;

-- case: drop_column_self_reference
-- locks: employee ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE employee DROP COLUMN boss_id;

-- case: drop_column_serial
-- locks: ticket ACCESS EXCLUSIVE, ticket_id_seq ACCESS EXCLUSIVE; index locks: ticket_pkey ACCESS EXCLUSIVE
-- destroys: yes
-- note: its sequence goes too
ALTER TABLE ticket DROP COLUMN id;

-- case: drop_column_identity
-- locks: ticket ACCESS EXCLUSIVE, ticket_number_seq ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE ticket DROP COLUMN number;

-- case: drop_column_base_of_generated
-- locks: none; fails always: 2BP01
-- destroys: yes
ALTER TABLE ticket DROP COLUMN base;

-- case: drop_column_generated
-- locks: ticket ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE ticket DROP COLUMN twice;

-- case: drop_column_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE event DROP COLUMN kind;

-- case: drop_column_partitioned_indexed
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; index locks: event_1_n_idx
--   ACCESS EXCLUSIVE, event_2_n_idx ACCESS EXCLUSIVE, event_n_idx ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE event DROP COLUMN n;

-- case: drop_column_inherited
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE vehicle DROP COLUMN note;

-- case: drop_column_inherited_only
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE ONLY vehicle DROP COLUMN note;

-- case: drop_column_extended_statistics
-- setup: CREATE STATISTICS item_dep ON label, body FROM item
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN label;

-- case: drop_column_and_add
-- locks: item ACCESS EXCLUSIVE
-- destroys: yes
ALTER TABLE item DROP COLUMN body, ADD COLUMN body varchar(10) DEFAULT 'x';
