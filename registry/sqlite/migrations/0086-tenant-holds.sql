-- Legal holds on whole tenants, also those that were lifted, made anew from the log at will. A reference table.
CREATE TABLE tenant_holds (
  hold      TEXT PRIMARY KEY,
  tenant    TEXT NOT NULL,
  ground    TEXT NOT NULL,
  actor     TEXT,
  placed_ms INTEGER NOT NULL,
  lifted_ms INTEGER
) STRICT;
CREATE INDEX tenant_holds_by_tenant ON tenant_holds (tenant, placed_ms);
