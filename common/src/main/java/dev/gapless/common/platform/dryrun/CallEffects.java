package dev.gapless.common.platform.dryrun;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The state that a call depends on and its changes, recorded by its handler during the call. Of one thread. */
public final class CallEffects {

    /** Stands for what there is none of. */
    private static final String NONE = "none";

    private final Map<String, Object> effects = new TreeMap<>();
    private final Map<String, Double> figures = new TreeMap<>();
    private final String call;
    private final CallConditions asked;
    private final List<SafetyRule> rules;

    CallEffects(String call, CallConditions asked, List<SafetyRule> rules) {
        this.call = call;
        this.asked = asked;
        this.rules = List.copyOf(rules);
    }

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

    /** False for a figure that neither a plan tells nor a rule judges: one that costs something is not counted then. */
    public boolean needs(String figure) {
        return asked.isPlanned() || rules.stream().anyMatch(rule -> rule.judges(call, figure));
    }

    Map<String, Object> effects() {
        return effects;
    }

    Map<String, Double> figures() {
        return figures;
    }
}
