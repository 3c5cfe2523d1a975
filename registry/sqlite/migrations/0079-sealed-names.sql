-- Where the names of people are sealed: asked when a person's name is erased, never else, among millions of other values.
CREATE INDEX sealed_names ON sealed (log_id, log_index) WHERE field = 'name';
