package dev.gapless.common.position;

/** The unit of a stream's positions; positions of different domains are never compared. */
public enum PositionDomain {
    /** Microseconds since the epoch, by the source's own clock. */
    TIME,

    /** A number that the source counts up: block, sequence, offset. */
    SEQUENCE
}
