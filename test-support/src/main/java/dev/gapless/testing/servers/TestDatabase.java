package dev.gapless.testing.servers;

/** A database of a test's own. */
public record TestDatabase(String jdbcUrl, String user, String password) {}
