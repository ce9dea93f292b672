package dev.gapless.checkpoint.checkpoints;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How states of older schemas become states of newer ones: pure steps, each from one version to the next, that add what
 * is absent and change nothing that is there. A version is never changed afterwards; its golden file says what it was.
 */
final class StateSchema {

    /** The newest that this release knows. */
    public static final int CURRENT = 3;

    /** What became of looking at a state. */
    sealed interface Raise {

        /** @param from the version that it had; {@code to} when nothing was done */
        record Raised(int from, int to, ObjectNode state) implements Raise {}

        /** Written by a later release. Nothing may be read out of it, and nothing written over it. */
        record TooNew(int found) implements Raise {}
    }

    /** From version n to n + 1 at index n - 1. */
    private static final List<UnaryOperator<ObjectNode>> STEPS = List.of(StateSchema::toSecond, StateSchema::toThird);

    private StateSchema() {}

    /**
     * @param version from 1
     * @param to the version that is wanted; a state that is beyond it already stays as it is
     * @return the same node is never changed
     */
    static Raise raise(int version, ObjectNode state, int to) {
        if (version > CURRENT) {
            return new Raise.TooNew(version);
        }
        ObjectNode raised = state;
        int reached = version;
        while (reached < to) {
            raised = STEPS.get(reached - 1).apply(raised.deepCopy());
            reached++;
        }
        return new Raise.Raised(version, reached, raised);
    }

    /** How it is processed was not said before; there was one way. */
    private static ObjectNode toSecond(ObjectNode state) {
        if (absent(state, "processingMode")) {
            state.put("processingMode", "Standard");
        }
        return state;
    }

    /** How often it is tried was a constant of the program before. */
    private static ObjectNode toThird(ObjectNode state) {
        if (absent(state, "retryPolicy")) {
            state.putObject("retryPolicy").put("maxAttempts", 3).put("backoffMultiplier", 2.0);
        }
        return state;
    }

    private static boolean absent(ObjectNode state, @Nullable String member) {
        return state.get(member) == null;
    }
}
