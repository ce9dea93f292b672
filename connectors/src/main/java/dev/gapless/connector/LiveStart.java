package dev.gapless.connector;

/**
 * How a live connection of an account begins.
 *
 * @param url where to connect to, without authentication
 * @param session leads the connection, and hears it if there is none
 */
public record LiveStart(String url, LiveSession session) {}
