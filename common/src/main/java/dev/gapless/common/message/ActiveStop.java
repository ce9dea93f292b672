package dev.gapless.common.message;

/** A stop that holds. */
public record ActiveStop(String id, StopScope scope, StopLevel level) {}
