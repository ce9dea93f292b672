package dev.gapless.simulation.actors;

import org.jspecify.annotations.Nullable;

/** Calls what could be interrupted, where nothing interrupts. */
final class UninterruptedCalls {

    /** Something that may wait. */
    @FunctionalInterface
    interface Waiting<T extends @Nullable Object> {
        T get() throws InterruptedException;
    }

    /** Something that may wait, with no answer. */
    @FunctionalInterface
    interface Doing {
        void run() throws InterruptedException;
    }

    private UninterruptedCalls() {}

    static <T extends @Nullable Object> T get(Waiting<T> waiting) {
        try {
            return waiting.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a simulation is not interrupted", e);
        }
    }

    static void run(Doing doing) {
        try {
            doing.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a simulation is not interrupted", e);
        }
    }
}
