package dev.gapless.common.platform.dryrun;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state that a call depends on and its changes, recorded by its handler during the call. Of one thread. */
public final class CallEffects {

    /** Stands for what there is none of. */
    private static final String NONE = "none";

    private final Map<String, Object> effects = new TreeMap<>();
    private final Map<String, Double> figures = new TreeMap<>();

    /**
     * Something that is part of the plan's hash: if it differs later, the call is refused.
     *
     * @param value a text, a number, a truth, or a list or record of these; null for none
     */
    public void effect(String name, @Nullable Object value) {
        effects.put(name, value == null ? NONE : value);
    }

    /** A figure that is told and may be bounded by a safety rule, but may move until the call. */
    public void figure(String name, double value) {
        figures.put(name, value);
    }

    Map<String, Object> effects() {
        return effects;
    }

    Map<String, Double> figures() {
        return figures;
    }
}
