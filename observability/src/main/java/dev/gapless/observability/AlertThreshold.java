package dev.gapless.observability;

/**
 * A number in expressions of alerts that an operator may set.
 *
 * @param value as it is shipped
 * @param meaning what may be so much
 */
public record AlertThreshold(String name, String value, String meaning) {}
