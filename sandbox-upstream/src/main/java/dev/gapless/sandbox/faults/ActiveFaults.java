package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.faults.SandboxFault.TargetSocket;
import dev.gapless.sandbox.time.AdjustableClock;
import dev.gapless.sandbox.world.ItemOrder;
import dev.gapless.sandbox.world.ItemVersion;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** All faults of this run, in the order of their orders. */
public final class ActiveFaults {

    private record Ordered(String id, FaultOrder order, SandboxFault fault) {}

    private final List<Ordered> all = new CopyOnWriteArrayList<>();
    private final FaultRegistry kinds;
    private final long started;

    /**
     * @param world makes items, for faults that need some
     * @param clock for faults that make it wrong
     * @param started tells this run's faults from those of an earlier one
     */
    public ActiveFaults(Consumer<ItemOrder> world, AdjustableClock clock, Instant started) {
        this.kinds = new FaultRegistry(world, clock);
        this.started = started.toEpochMilli();
    }

    /** @throws IllegalArgumentException for a kind that there is not, or that does not take the order */
    public synchronized ObjectNode order(FaultOrder order) {
        Ordered ordered =
                new Ordered("%s-%d-%d".formatted(order.kind(), started, all.size() + 1), order, kinds.make(order));
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
    public @Nullable RequestFault onRequest(String account) {
        for (Ordered each : all) {
            if (each.order().concerns(account)) {
                RequestFault disturbance = each.fault().onRequest();
                if (disturbance != null) {
                    return disturbance;
                }
            }
        }
        return null;
    }

    /** What a page shows of the items that belong on it, after all faults that meet it. */
    public <T> List<T> onPage(String account, String stream, List<T> page) {
        List<T> shown = page;
        for (Ordered each : all) {
            if (each.order().concerns(account, stream)) {
                shown = each.fault().onPage(shown);
            }
        }
        return shown;
    }

    /**
     * What the first fault that meets it makes a listing say in place of what there is.
     *
     * @param cursor true when it is asked to go on behind a cursor
     */
    public @Nullable ListingFault onListing(String account, String stream, boolean cursor) {
        for (Ordered each : all) {
            if (each.order().concerns(account, stream)) {
                ListingFault said = each.fault().onListing(cursor);
                if (said != null) {
                    return said;
                }
            }
        }
        return null;
    }

    /** The cursor of its next page, as a listing hands it out. */
    public String onNext(String account, String stream, String cursor) {
        String next = cursor;
        for (Ordered each : all) {
            if (each.order().concerns(account, stream)) {
                next = each.fault().onNext(next);
            }
        }
        return next;
    }

    /** True when what a client says on a socket is not to be answered. */
    public boolean onMessage(TargetSocket socket) {
        return all.stream()
                .anyMatch(each -> each.order().concerns(socket.accountId())
                        && each.fault().onMessage(socket));
    }

    public void onSockets(List<? extends TargetSocket> sockets) {
        for (Ordered each : all) {
            if (each.fault().active()) {
                each.fault()
                        .onSockets(sockets.stream()
                                .filter(socket -> each.order().concerns(socket.accountId()))
                                .toList());
            }
        }
    }

    /** The first fault's say in what becomes of an event on its way to a socket; null for nothing. */
    public @Nullable EventFault onEvent(TargetSocket socket, ItemVersion version) {
        for (Ordered each : all) {
            if (each.fault().active() && each.order().concerns(socket.accountId(), version.stream())) {
                EventFault detour = each.fault().onEvent(socket, version);
                if (detour != null) {
                    return detour;
                }
            }
        }
        return null;
    }
}
