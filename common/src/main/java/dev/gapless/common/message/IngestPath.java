package dev.gapless.common.message;

/** The way by which an item reached us. */
public enum IngestPath {
    LIVE,
    MINED
}
