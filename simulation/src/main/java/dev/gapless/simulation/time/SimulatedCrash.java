package dev.gapless.simulation.time;

/** The process is gone, at this point of it. An error, because no core catches it. */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1L;

    SimulatedCrash(String where) {
        super(where, null, false, false);
    }
}
