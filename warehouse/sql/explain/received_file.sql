-- Question: what was a received file called, and which table did it fill?
-- Grain:    one row.
-- Inputs:   quality.received_file; $file_id.
SELECT
  file,
  table_name
FROM quality.received_file
WHERE file_id = $file_id
