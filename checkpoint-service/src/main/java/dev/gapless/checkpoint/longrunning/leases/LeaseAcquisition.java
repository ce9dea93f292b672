package dev.gapless.checkpoint.longrunning.leases;

/** What came of asking for a lease. */
public sealed interface LeaseAcquisition {

    record Acquired(Lease lease) implements LeaseAcquisition {}

    /** @param by whose it is; it may have run out by now */
    record Refused(Lease by) implements LeaseAcquisition {}
}
