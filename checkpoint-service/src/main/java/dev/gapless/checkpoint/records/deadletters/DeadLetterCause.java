package dev.gapless.checkpoint.records.deadletters;

/**
 * Why the record was refused.
 *
 * @param rule short name, the same for all letters of one cause
 * @param detail what was wrong with this record
 * @param remedy what a person can do about it
 */
record DeadLetterCause(String rule, String detail, String remedy) {}
