package dev.gapless.common.message;

/** How much a stop ends. */
public enum StopLevel {
    /** No upstream call begins; what is captured already is still decided and published. */
    INTAKE,

    /** Processors hold too: nothing more is decided or published. Only with the scope ALL. */
    ALL
}
