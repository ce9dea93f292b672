package dev.gapless.common.connector.extraction;

/** The least one must know of an item to route it and to count its place as covered. */
public record Sighted(String itemId, long position) {}
