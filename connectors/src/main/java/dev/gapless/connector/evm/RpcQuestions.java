package dev.gapless.connector.evm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Questions to a node, by their id, each with a deadline in heartbeats. An answer that is not waited for any more is
 * ignored; an answer to a question that was never asked is not known here. Used by one thread.
 */
final class RpcQuestions {

    private record Waiting(int beat, Consumer<JsonNode> reaction) {}

    private final Map<Integer, Waiting> waiting = new LinkedHashMap<>();
    private final int patience;
    private int lastId;
    private int beat;

    /** @param patience how many heartbeats an answer may take */
    RpcQuestions(int patience) {
        this.patience = patience;
    }

    int patience() {
        return patience;
    }

    int nextId() {
        return ++lastId;
    }

    /** @param reaction to the answer; runs at most once */
    void asked(int id, Consumer<JsonNode> reaction) {
        waiting.put(id, new Waiting(beat, reaction));
    }

    /** @return false when no such question was ever asked */
    boolean answer(int id, JsonNode answer) {
        Waiting asked = waiting.remove(id);
        if (asked != null) {
            asked.reaction().accept(answer);
        }
        return asked != null || (0 < id && id <= lastId);
    }

    /** How many answers are missing. */
    int open() {
        return waiting.size();
    }

    /** Answers to what was asked so far are ignored. */
    void abandon() {
        waiting.clear();
    }

    /** A heartbeat has passed. @return true when the oldest answer is missing for longer than it may */
    boolean overdue() {
        beat++;
        return !waiting.isEmpty() && beat - waiting.values().iterator().next().beat() > patience;
    }
}
