package dev.gapless.connector;

/**
 * The start of an account's live connection.
 *
 * @param url where to connect to, without authentication
 * @param session leads the connection, and hears it if there is none
 */
public record LiveStart(String url, LiveSession session) {}
