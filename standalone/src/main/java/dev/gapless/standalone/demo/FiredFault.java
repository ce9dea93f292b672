package dev.gapless.standalone.demo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How often a kind of fault was planned, and how often the sandbox says that it happened. */
public record FiredFault(String kind, long planned, long fired) {

    /** By kind, in the order of planning; only those of this run. */
    static List<FiredFault> of(JsonNode faults, Collection<String> ids) {
        Map<String, FiredFault> byKind = new LinkedHashMap<>();
        for (JsonNode fault : faults) {
            if (!ids.contains(fault.get("id").asString())) {
                continue;
            }
            FiredFault one = new FiredFault(
                    fault.get("kind").asString(),
                    fault.get("planned").asLong(),
                    fault.get("fired").asLong());
            byKind.merge(one.kind(), one, FiredFault::plus);
        }
        return new ArrayList<>(byKind.values());
    }

    private FiredFault plus(FiredFault other) {
        return new FiredFault(kind, planned + other.planned, fired + other.fired);
    }

    boolean complete() {
        return fired >= planned;
    }
}
