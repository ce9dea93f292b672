package dev.gapless.checkpoint.records.storage;

/**
 * What a table takes up, all its partitions together.
 *
 * @param rows as the database estimates them
 * @param deadRows that vacuum has not removed yet, as the database estimates them
 * @param tableBytes of the rows themselves
 * @param largeBytes of what is stored beside them because it is large
 */
record TableStorage(String table, long rows, long deadRows, long tableBytes, long indexBytes, long largeBytes) {}
