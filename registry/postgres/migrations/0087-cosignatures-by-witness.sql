-- How long each witness has been silent is asked at every look: by witness, the newest size that it cosigned.
CREATE INDEX cosignatures_by_witness ON cosignatures (log_id, vkey, size);
