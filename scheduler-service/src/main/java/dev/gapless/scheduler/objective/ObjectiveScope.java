package dev.gapless.scheduler.objective;

/**
 * What stream-seconds are counted by: a stream of a source, of all accounts.
 *
 * @param stream empty for those that were counted before streams were told apart
 */
record ObjectiveScope(String source, String stream) {}
