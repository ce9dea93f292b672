package dev.gapless.simulation.upstream;

/** What the upstream did to an item. */
public enum Deed {
    CREATED,
    EDITED,
    DELETED
}
