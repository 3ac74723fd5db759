-- ## Constraints: CHECK

-- case: check
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD CONSTRAINT uniq_positive CHECK (uniq > 0);

-- case: check_unnamed
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD CHECK (uniq > 0);

-- case: check_violated
-- locks: item ACCESS EXCLUSIVE; fails on rows: 23514
ALTER TABLE item ADD CONSTRAINT uniq_large CHECK (uniq > 100);

-- case: check_not_valid
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD CONSTRAINT uniq_large CHECK (uniq > 100) NOT VALID;

-- case: check_constant
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD CONSTRAINT always CHECK (true);

-- case: check_no_inherit
-- locks: vehicle ACCESS EXCLUSIVE; scans: vehicle
ALTER TABLE vehicle ADD CONSTRAINT wheels_positive CHECK (wheels > 0) NO INHERIT;

-- case: check_inherited
-- locks: truck ACCESS EXCLUSIVE, vehicle ACCESS EXCLUSIVE; scans: truck, vehicle
ALTER TABLE vehicle ADD CONSTRAINT wheels_positive CHECK (wheels > 0);

-- case: check_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE; scans: event_1, event_2
-- needs: history scans
ALTER TABLE event ADD CONSTRAINT n_positive CHECK (n > 0);

-- case: check_partitioned_not_valid
-- locks: event ACCESS EXCLUSIVE, event_1 ACCESS EXCLUSIVE, event_2 ACCESS EXCLUSIVE
ALTER TABLE event ADD CONSTRAINT n_positive CHECK (n > 0) NOT VALID;

-- case: check_two
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item ADD CONSTRAINT one CHECK (uniq > 0), ADD CONSTRAINT two CHECK (filled > 0);

-- case: validate_check
-- setup: ALTER TABLE item ADD CONSTRAINT uniq_positive CHECK (uniq > 0) NOT VALID
-- locks: item SHARE UPDATE EXCLUSIVE; scans: item
ALTER TABLE item VALIDATE CONSTRAINT uniq_positive;

-- case: validate_check_violated
-- setup: ALTER TABLE item ADD CONSTRAINT uniq_large CHECK (uniq > 100) NOT VALID
-- locks: item SHARE UPDATE EXCLUSIVE; fails on rows: 23514
ALTER TABLE item VALIDATE CONSTRAINT uniq_large;

-- case: validate_check_valid
-- locks: item SHARE UPDATE EXCLUSIVE
-- needs: history scans
ALTER TABLE item VALIDATE CONSTRAINT item_checked_positive;

-- case: validate_check_inherited
-- setup: ALTER TABLE vehicle ADD CONSTRAINT wheels_positive CHECK (wheels > 0) NOT VALID
-- locks: truck SHARE UPDATE EXCLUSIVE, vehicle SHARE UPDATE EXCLUSIVE; scans: truck, vehicle
ALTER TABLE vehicle VALIDATE CONSTRAINT wheels_positive;

-- case: check_not_valid_then_validate
-- locks: item ACCESS EXCLUSIVE; scans: item
-- note: in one transaction nothing is gained: the scan runs under the first lock
ALTER TABLE item ADD CONSTRAINT uniq_positive CHECK (uniq > 0) NOT VALID; ALTER TABLE item VALIDATE CONSTRAINT uniq_positive;

-- case: drop_check
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item DROP CONSTRAINT item_checked_positive;

-- case: drop_check_replaced
-- locks: item ACCESS EXCLUSIVE; scans: item
ALTER TABLE item DROP CONSTRAINT item_checked_positive, ADD CONSTRAINT item_checked_positive CHECK (checked > -1);

-- case: drop_constraint_missing
-- locks: none; fails always: 42704
ALTER TABLE item DROP CONSTRAINT missing;

-- case: drop_constraint_if_exists_missing
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item DROP CONSTRAINT IF EXISTS missing;

-- ## UNIQUE, PRIMARY KEY, EXCLUDE

-- case: unique
-- locks: item ACCESS EXCLUSIVE; builds: item_uniq_key; scans: item
ALTER TABLE item ADD CONSTRAINT item_uniq_key UNIQUE (uniq);

-- case: unique_unnamed
-- locks: item ACCESS EXCLUSIVE; builds: item_uniq_dup_key; scans: item
ALTER TABLE item ADD UNIQUE (uniq, dup);

-- case: unique_violated
-- locks: item ACCESS EXCLUSIVE; builds: item_dup_key; fails on rows: 23505
ALTER TABLE item ADD CONSTRAINT item_dup_key UNIQUE (dup);

-- case: unique_deferrable
-- locks: item ACCESS EXCLUSIVE; builds: item_uniq_key; scans: item
ALTER TABLE item ADD CONSTRAINT item_uniq_key UNIQUE (uniq) DEFERRABLE INITIALLY DEFERRED;

-- case: unique_nulls_not_distinct
-- locks: item ACCESS EXCLUSIVE; builds: item_uniq_key; scans: item
ALTER TABLE item ADD CONSTRAINT item_uniq_key UNIQUE NULLS NOT DISTINCT (uniq);

-- case: unique_include
-- locks: item ACCESS EXCLUSIVE; builds: item_uniq_key; scans: item
ALTER TABLE item ADD CONSTRAINT item_uniq_key UNIQUE (uniq) INCLUDE (body);

-- case: unique_using_index
-- setup: CREATE UNIQUE INDEX item_uniq ON item (uniq)
-- locks: item ACCESS EXCLUSIVE
ALTER TABLE item ADD CONSTRAINT item_uniq UNIQUE USING INDEX item_uniq;

-- case: unique_using_index_renamed
-- setup: CREATE UNIQUE INDEX item_uniq ON item (uniq)
-- locks: item ACCESS EXCLUSIVE; index locks: item_uniq SHARE UPDATE EXCLUSIVE
ALTER TABLE item ADD CONSTRAINT item_uniq_key UNIQUE USING INDEX item_uniq;

-- case: unique_using_index_not_unique
-- locks: none; fails always: 42809
ALTER TABLE item ADD CONSTRAINT item_code_key UNIQUE USING INDEX item_code_idx;

-- case: unique_partitioned
-- locks: event ACCESS EXCLUSIVE, event_1 SHARE, event_2 SHARE; builds: event_1_id_n_key, event_2_id_n_key,
--   event_id_n; scans: event_1, event_2
-- needs: history scans
ALTER TABLE event ADD CONSTRAINT event_id_n UNIQUE (id, n);

-- case: unique_partitioned_without_key
-- locks: none; fails always: 0A000
ALTER TABLE event ADD CONSTRAINT event_n UNIQUE (n);

-- case: drop_unique
-- setup: ALTER TABLE item ADD CONSTRAINT item_uniq_key UNIQUE (uniq)
-- locks: item ACCESS EXCLUSIVE; index locks: item_uniq_key ACCESS EXCLUSIVE
-- needs: history index_locks
ALTER TABLE item DROP CONSTRAINT item_uniq_key;

-- case: primary_key
-- locks: note ACCESS EXCLUSIVE; builds: note_pkey; scans: note
ALTER TABLE note ADD PRIMARY KEY (a);

-- case: primary_key_named
-- locks: note ACCESS EXCLUSIVE; builds: note_key; scans: note
ALTER TABLE note ADD CONSTRAINT note_key PRIMARY KEY (a);

-- case: primary_key_nullable
-- locks: note ACCESS EXCLUSIVE; builds: note_pkey; scans: note
-- note: reads the table twice: for NULLs, for the index
ALTER TABLE note ADD PRIMARY KEY (b);

-- case: primary_key_nulls
-- setup: UPDATE note SET b = NULL WHERE a = 5
-- locks: note ACCESS EXCLUSIVE; builds: note_pkey; fails on rows: 23502
ALTER TABLE note ADD PRIMARY KEY (b);

-- case: primary_key_duplicates
-- setup: UPDATE note SET b = 1 WHERE a = 5
-- locks: note ACCESS EXCLUSIVE; builds: note_pkey; fails on rows: 23505
ALTER TABLE note ADD PRIMARY KEY (b);

-- case: primary_key_second
-- locks: none; fails always: 42P16
ALTER TABLE item ADD PRIMARY KEY (uniq_nn);

-- case: primary_key_using_index
-- setup: CREATE UNIQUE INDEX note_a ON note (a)
-- locks: note ACCESS EXCLUSIVE; index locks: note_a SHARE UPDATE EXCLUSIVE
-- needs: history scans
ALTER TABLE note ADD CONSTRAINT note_pkey PRIMARY KEY USING INDEX note_a;

-- case: primary_key_using_index_nullable
-- setup: CREATE UNIQUE INDEX note_b ON note (b)
-- locks: note ACCESS EXCLUSIVE; index locks: note_b SHARE UPDATE EXCLUSIVE; scans: note
ALTER TABLE note ADD CONSTRAINT note_pkey PRIMARY KEY USING INDEX note_b;

-- case: primary_key_using_index_nullable_proven
-- setup: CREATE UNIQUE INDEX note_b ON note (b)
-- setup: ALTER TABLE note ADD CONSTRAINT b_there CHECK (b IS NOT NULL)
-- locks: note ACCESS EXCLUSIVE; index locks: note_b SHARE UPDATE EXCLUSIVE
-- needs: history scans
ALTER TABLE note ADD CONSTRAINT note_pkey PRIMARY KEY USING INDEX note_b;

-- case: primary_key_replaced
-- setup: CREATE UNIQUE INDEX item_new_key ON item (uniq_nn)
-- locks: item ACCESS EXCLUSIVE; index locks: item_new_key SHARE UPDATE EXCLUSIVE, item_pkey ACCESS EXCLUSIVE
-- needs: history scans
-- needs: history index_locks
ALTER TABLE item DROP CONSTRAINT item_pkey, ADD CONSTRAINT item_pkey PRIMARY KEY USING INDEX item_new_key;

-- case: drop_primary_key
-- locks: item ACCESS EXCLUSIVE; index locks: item_pkey ACCESS EXCLUSIVE
-- needs: history index_locks
ALTER TABLE item DROP CONSTRAINT item_pkey;

-- case: drop_primary_key_referenced
-- locks: none; fails always: 2BP01
ALTER TABLE customer DROP CONSTRAINT customer_pkey;

-- case: drop_primary_key_referenced_cascade
-- locks: archive.old_item ACCESS EXCLUSIVE, customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; index locks:
--   customer_pkey ACCESS EXCLUSIVE
-- needs: history index_locks
ALTER TABLE customer DROP CONSTRAINT customer_pkey CASCADE;

-- case: exclude
-- locks: item ACCESS EXCLUSIVE; builds: item_room_free; scans: item
ALTER TABLE item ADD CONSTRAINT item_room_free EXCLUDE USING gist (room WITH &&);

-- case: exclude_violated
-- locks: item ACCESS EXCLUSIVE; builds: item_dup_free; fails on rows: 23P01
ALTER TABLE item ADD CONSTRAINT item_dup_free EXCLUDE USING btree (dup WITH =);

-- ## FOREIGN KEY
-- ## Validation reads both tables whole. Where the planner would read an index instead, index scans are switched off.

-- case: foreign_key
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE; scans: customer, item
ALTER TABLE item ADD CONSTRAINT item_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id);

-- case: foreign_key_unnamed
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE; scans: customer, item
ALTER TABLE item ADD FOREIGN KEY (customer_id) REFERENCES customer;

-- case: foreign_key_violated
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE; fails on rows: 23503
ALTER TABLE item ADD CONSTRAINT item_stray_fk FOREIGN KEY (stray_customer_id) REFERENCES customer (id);

-- case: foreign_key_not_valid
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE
ALTER TABLE item ADD CONSTRAINT item_stray_fk FOREIGN KEY (stray_customer_id) REFERENCES customer (id) NOT VALID;

-- case: foreign_key_deferrable
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE; scans: customer, item
ALTER TABLE item ADD CONSTRAINT item_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE
	DEFERRABLE INITIALLY DEFERRED;

-- case: foreign_key_itself
-- locks: item SHARE ROW EXCLUSIVE; scans: item
ALTER TABLE item ADD CONSTRAINT item_itself FOREIGN KEY (uniq) REFERENCES item (id);

-- case: foreign_key_no_unique_key
-- locks: none; fails always: 42830
ALTER TABLE item ADD CONSTRAINT item_score FOREIGN KEY (quantity) REFERENCES customer (score);

-- case: foreign_key_from_partitioned
-- setup: SET enable_indexscan = off; SET enable_indexonlyscan = off
-- locks: event SHARE ROW EXCLUSIVE, event_1 SHARE ROW EXCLUSIVE, event_2 SHARE ROW EXCLUSIVE, item SHARE ROW
--   EXCLUSIVE; scans: event_1, event_2, item
-- needs: history scans
ALTER TABLE event ADD CONSTRAINT event_item_fk FOREIGN KEY (n) REFERENCES item (id);

-- case: foreign_key_from_partitioned_not_valid
-- locks: none; fails always: 42809
-- server: < 18
ALTER TABLE event ADD CONSTRAINT event_item_fk FOREIGN KEY (n) REFERENCES item (id) NOT VALID;

-- case: foreign_key_to_partitioned
-- setup: SET enable_indexscan = off; SET enable_indexonlyscan = off
-- setup: DELETE FROM note WHERE a > 2000
-- locks: event SHARE ROW EXCLUSIVE, event_1 SHARE ROW EXCLUSIVE, event_2 SHARE ROW EXCLUSIVE, note SHARE ROW
--   EXCLUSIVE; scans: event_1, event_2, note
-- needs: history scans
ALTER TABLE note ADD CONSTRAINT note_event_fk FOREIGN KEY (b) REFERENCES event (id);

-- case: foreign_key_other_schema
-- setup: SET enable_indexscan = off; SET enable_indexonlyscan = off
-- locks: archive.old_item SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE; scans: archive.old_item, item
ALTER TABLE archive.old_item ADD CONSTRAINT old_item_item_fk FOREIGN KEY (id) REFERENCES shop.item (id);

-- case: foreign_key_not_valid_then_validate
-- locks: customer SHARE ROW EXCLUSIVE, item SHARE ROW EXCLUSIVE; scans: customer, item
-- needs: history scans
ALTER TABLE item ADD CONSTRAINT item_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID;
ALTER TABLE item VALIDATE CONSTRAINT item_customer_fk;

-- case: foreign_key_not_valid_and_check_not_valid
-- locks: item ACCESS EXCLUSIVE, customer SHARE ROW EXCLUSIVE
-- note: one lock for the list, the strongest
ALTER TABLE item ADD CONSTRAINT item_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID,
	ADD CONSTRAINT uniq_positive CHECK (uniq > 0) NOT VALID;

-- case: validate_foreign_key
-- setup: ALTER TABLE item ADD CONSTRAINT item_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id) NOT VALID
-- locks: item SHARE UPDATE EXCLUSIVE, customer ROW SHARE; scans: customer, item
ALTER TABLE item VALIDATE CONSTRAINT item_customer_fk;

-- case: validate_foreign_key_violated
-- setup: ALTER TABLE item ADD CONSTRAINT item_stray_fk FOREIGN KEY (stray_customer_id) REFERENCES customer (id) NOT VALID
-- locks: item SHARE UPDATE EXCLUSIVE, customer ROW SHARE; fails on rows: 23503
ALTER TABLE item VALIDATE CONSTRAINT item_stray_fk;

-- case: validate_foreign_key_valid
-- locks: purchase SHARE UPDATE EXCLUSIVE
-- needs: history scans
ALTER TABLE purchase VALIDATE CONSTRAINT purchase_customer_fk;

-- case: drop_foreign_key
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE
ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fk;

-- case: drop_foreign_key_replaced
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE
-- needs: history locks
ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fk,
	ADD CONSTRAINT purchase_customer_fk FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE RESTRICT NOT VALID;

-- case: drop_foreign_key_and_add_validated
-- locks: customer ACCESS EXCLUSIVE, purchase ACCESS EXCLUSIVE; scans: customer, purchase
-- needs: history locks
ALTER TABLE purchase DROP CONSTRAINT purchase_customer_fk,
	ADD CONSTRAINT purchase_customer_fk2 FOREIGN KEY (customer_id) REFERENCES customer (id);

-- case: alter_foreign_key_deferrable
-- locks: purchase ACCESS EXCLUSIVE
ALTER TABLE purchase ALTER CONSTRAINT purchase_customer_fk DEFERRABLE INITIALLY DEFERRED;

-- case: alter_check_deferrable
-- locks: none; fails always: 42809
ALTER TABLE item ALTER CONSTRAINT item_checked_positive DEFERRABLE;

-- case: set_constraints
-- locks: none
SET CONSTRAINTS ALL DEFERRED;
