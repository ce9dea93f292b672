package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.faults.Fault.Victim;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All faults of this run, in the order of their orders. */
public final class Faults {

    private record Ordered(String id, FaultOrder order, Fault fault) {}

    private final List<Ordered> all = new CopyOnWriteArrayList<>();
    private final long started;

    /** @param started tells this run's faults from those of an earlier one */
    public Faults(Instant started) {
        this.started = started.toEpochMilli();
    }

    /** @throws IllegalArgumentException for a kind that there is not */
    public synchronized ObjectNode order(FaultOrder order) {
        Function<FaultOrder, Fault> kind = Kinds.BY_NAME.get(order.kind());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "kind: '%s' (expected one of %s)".formatted(order.kind(), Kinds.BY_NAME.keySet()));
        }
        Ordered ordered =
                new Ordered("%s-%d-%d".formatted(order.kind(), started, all.size() + 1), order, kind.apply(order));
        all.add(ordered);
        return JsonMapper.shared().createObjectNode().put("id", ordered.id());
    }

    public ArrayNode toJson() {
        ArrayNode list = JsonMapper.shared().createArrayNode();
        for (Ordered each : all) {
            list.addObject()
                    .put("id", each.id())
                    .put("kind", each.order().kind())
                    .put("account", each.order().account())
                    .put("planned", each.fault().planned())
                    .put("fired", each.fault().fired())
                    .put("hits", each.fault().hits())
                    .put("active", each.fault().active());
        }
        return list;
    }

    /** The first fault that strikes a request for this account's data. */
    public @Nullable Disturbance onRequest(String account) {
        for (Ordered each : all) {
            if (each.order().concerns(account)) {
                Disturbance disturbance = each.fault().onRequest();
                if (disturbance != null) {
                    return disturbance;
                }
            }
        }
        return null;
    }

    /** @param accountOf whose a socket is */
    public <V extends Victim> void onSockets(List<V> sockets, Function<V, String> accountOf) {
        for (Ordered each : all) {
            if (each.fault().active()) {
                each.fault()
                        .onSockets(sockets.stream()
                                .filter(socket -> each.order().concerns(accountOf.apply(socket)))
                                .toList());
            }
        }
    }
}
