package dev.gapless.checkpoint.leases;

/** What came of asking for a lease. */
public sealed interface Acquisition {

    record Acquired(Lease lease) implements Acquisition {}

    /** @param by whose it is; it may have run out by now */
    record Refused(Lease by) implements Acquisition {}
}
