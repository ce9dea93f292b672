package dev.gapless.scheduler.drains;

/** A stream of a source, of all accounts, and the class that it has. */
record StreamPriority(String source, String stream, PriorityClass priorityClass) {}
