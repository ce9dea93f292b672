package dev.gapless.simulation.upstream;

/** What the upstream did to an item. */
public enum UpstreamOperation {
    CREATED,
    EDITED,
    DELETED
}
