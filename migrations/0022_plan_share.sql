-- What the shares of the programme rules look at: whom money is for, and whether
-- it is for livelihood and the grass roots ('' is not recorded).
ALTER TABLE plan_item ADD COLUMN receiver_id BIGINT;
ALTER TABLE plan_item ADD COLUMN livelihood TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_item ADD COLUMN grass_roots TEXT NOT NULL DEFAULT '';
ALTER TABLE plan_item ADD COLUMN category TEXT NOT NULL DEFAULT '';
