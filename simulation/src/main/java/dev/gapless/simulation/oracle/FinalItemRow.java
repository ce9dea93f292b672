package dev.gapless.simulation.oracle;

/** An item as the ledger holds it at the end. */
public record FinalItemRow(String item, long version, boolean deleted, String content) {}
