package dev.gapless.common.message;

/** The level of a stop: which work it ends. */
public enum StopLevel {
    /** No upstream call begins; what is captured already is still decided and published. */
    INTAKE,

    /** Processors hold too: nothing more is decided or published. Only with the scope ALL. */
    ALL
}
