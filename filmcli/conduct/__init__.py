"""The conduct of models: in what order, in what batches, in what memory, on which machines. Knows nothing of film."""
