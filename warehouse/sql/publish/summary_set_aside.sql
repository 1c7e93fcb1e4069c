-- Question: which files could not be taken in, or brought nothing new?
-- Grain:    one file.
-- Inputs:   quality.received_file.
SELECT file, coalesce(problem, note), coalesce(remedy, duplicate_of)
FROM quality.received_file
WHERE status != 'accepted'
ORDER BY file
