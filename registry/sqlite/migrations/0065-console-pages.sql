-- Orders in which the console's pages read drives, held to a log of a million events by test/bench/console. The life of
-- a drive stands in its row and is long, so that what counts drives has to find all it needs in an index.

-- A list without a question is walked by serials alone.
CREATE INDEX console_terms_main ON console_terms (term, subject) WHERE main = 1;
CREATE INDEX console_terms_main_of_site ON console_terms (site, term, subject) WHERE main = 1;

CREATE INDEX console_drives_waiting ON console_drives (step, site, place, holder, since_ms, subject) WHERE step IS NOT NULL;
CREATE INDEX console_drives_flawed ON console_drives (flaw, site, state, subject) WHERE flaw IS NOT NULL;
CREATE INDEX drive_tenants_of_drive ON drive_tenants (subject, tenant);
