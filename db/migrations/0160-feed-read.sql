-- needs: 0.1.0
-- When the feed was last read to its end, Unix ms by this station's clock: by then every hold that the log had is known here.
-- A push that was answered, or an answer that came as a file, says nothing of holds.
ALTER TABLE pull ADD COLUMN read_ms INTEGER;
