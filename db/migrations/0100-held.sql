-- needs: 0.1.0
-- What one person holds, for the hand-over of a shift.
CREATE INDEX drives_held ON drives (holder, since_ms, subject) WHERE holder IS NOT NULL;
