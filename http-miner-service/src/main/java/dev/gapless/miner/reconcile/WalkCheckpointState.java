package dev.gapless.miner.reconcile;

import dev.gapless.common.message.MiningTask;
import dev.gapless.common.message.RecordSpan;
import dev.gapless.miner.slice.SliceResume;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The content of a reconciliation's checkpoint, at schema {@link #SCHEMA}. A state belongs to one range and one fork
 * generation of its gap.
 *
 * <p>Schemas: 1 is the text that travelled in the task until release 0.1; it has the walk and its records. 2 adds
 * {@code from}, {@code to} and {@code generation}. 3 adds the walk's {@code unproven}: a reader that does not know of
 * it would claim too much.
 *
 * @param from first position of the walked range
 * @param to first position behind it
 * @param generation the stream's fork generation that the walk reads
 * @param walk how far it has come
 * @param records that its slices delivered: the report at its end stands on them
 */
public record WalkCheckpointState(long from, long to, long generation, ReconcileState walk, List<RecordSpan> records) {

    /** The newest that this release reads, and the one that it writes. */
    public static final int SCHEMA = 3;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public WalkCheckpointState {
        records = List.copyOf(records);
    }

    public static WalkCheckpointState of(MiningTask task, ReconcileState walk, List<RecordSpan> records) {
        return new WalkCheckpointState(task.from(), task.to(), task.generation(), walk, records);
    }

    /** True for a state of exactly the work that the task asks for. */
    boolean fits(MiningTask task) {
        return from == task.from() && to == task.to() && generation == task.generation();
    }

    public String write() {
        return JSON.writeValueAsString(this);
    }

    /**
     * Raised to {@link #SCHEMA}.
     *
     * @param schema of the text, from 1 to {@link #SCHEMA}
     * @param task gives what schema 1 lacks
     * @return null when the text is no such state: the walk begins anew
     */
    public static @Nullable WalkCheckpointState read(int schema, String text, MiningTask task) {
        try {
            String second = schema == 1 ? toSecond(text, task) : text;
            return JSON.readValue(schema < SCHEMA ? toThird(second) : second, WalkCheckpointState.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String toThird(String text) {
        JsonNode second = JSON.readTree(text);
        if (second.get("walk") instanceof ObjectNode walk) {
            walk.putArray("unproven");
        }
        return JSON.writeValueAsString(second);
    }

    /** Schema 1 had the records around the walk, whose text was a member; without records it was that text alone. */
    private static String toSecond(String text, MiningTask task) {
        SliceResume first = SliceResume.read(text);
        ObjectNode second = JSON.createObjectNode()
                .put("from", task.from())
                .put("to", task.to())
                .put("generation", task.generation());
        second.set("walk", JSON.readTree(first.point() == null ? "null" : first.point()));
        second.set("records", JSON.valueToTree(first.records()));
        return JSON.writeValueAsString(second);
    }
}
