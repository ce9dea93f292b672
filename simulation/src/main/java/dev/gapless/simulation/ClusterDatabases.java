package dev.gapless.simulation;

import dev.gapless.simulation.database.SimulatedDatabase;
import dev.gapless.simulation.stores.GapStore;
import dev.gapless.simulation.stores.SimulatedDuplicateCache;
import dev.gapless.simulation.stores.SimulatedPlanQueue;
import dev.gapless.simulation.stores.SimulatedShardLeases;

/**
 * The tables of a simulated cluster, and its duplicate cache.
 *
 * @param ledger ledger and coverage
 * @param hints the duplicate cache, which no restored database brings back
 */
record ClusterDatabases(
        SimulatedDatabase ledger,
        GapStore gaps,
        SimulatedPlanQueue plans,
        SimulatedShardLeases leases,
        SimulatedDuplicateCache hints) {

    /** Copies all tables. Running the result restores them. */
    Runnable copy() {
        Runnable restoreLedger = ledger.remember();
        GapStore gapsThen = gaps.copy();
        SimulatedPlanQueue plansThen = plans.copy();
        SimulatedShardLeases leasesThen = leases.copy();
        return () -> {
            restoreLedger.run();
            gaps.become(gapsThen);
            plans.become(plansThen);
            leases.become(leasesThen);
        };
    }
}
