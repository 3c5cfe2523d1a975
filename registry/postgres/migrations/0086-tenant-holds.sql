-- Legal holds on whole tenants, also those that were lifted, made anew from the log at will. A reference table.
CREATE TABLE tenant_holds (
  hold      text COLLATE "C" PRIMARY KEY,
  tenant    text COLLATE "C" NOT NULL,
  ground    text COLLATE "C" NOT NULL,
  actor     text COLLATE "C",
  placed_ms bigint NOT NULL,
  lifted_ms bigint
);
CREATE INDEX tenant_holds_by_tenant ON tenant_holds (tenant, placed_ms);
