package dev.gapless.simulation.upstream;

/** An operation of the upstream on an item. */
public enum UpstreamOperation {
    CREATED,
    EDITED,
    DELETED
}
