package dev.gapless.connector.extraction;

/** The least one must know of an item to route it and to count its place as covered. */
public record ItemPosition(String itemId, long position) {}
