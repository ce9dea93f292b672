package dev.gapless.sandbox.faults;

import static java.util.Map.entry;

import dev.gapless.sandbox.time.AdjustableClock;
import dev.gapless.sandbox.world.ItemContent;
import dev.gapless.sandbox.world.ItemContent.Nul;
import dev.gapless.sandbox.world.ItemOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Every kind of fault there is; another is one more line and one more class. */
final class FaultRegistry {

    private static final int LARGE = 1_200_000;

    private final Map<String, Function<FaultOrder, SandboxFault>> byName;

    /**
     * @param world makes items, for faults that need some
     * @param clock for faults that make it wrong
     */
    FaultRegistry(Consumer<ItemOrder> world, AdjustableClock clock) {
        this.byName = new TreeMap<>(Map.ofEntries(
                entry("drop-socket", DroppedSockets::new),
                entry("half-open", HalfOpenSockets::new),
                entry("silent-socket", SilentSocket::new),
                entry("blind-stream", BlindStreams::new),
                entry("late-frames", order -> lateFrames(order, world)),
                entry("reorder", ReorderedFrames::new),
                entry("renamed-events", RenamedEvents::new),
                entry("partial-pages", PartialPages::new),
                entry("empty-pages", EmptyPages::new),
                entry("cursor-gone", GoneCursors::new),
                entry("window-gone", GoneWindows::new),
                entry("429-storm", order -> new LimitStorm(order, 429)),
                entry("403-storm", order -> new LimitStorm(order, 403)),
                entry("503-storm", order -> new LimitStorm(order, 503)),
                entry("5xx", ServerErrors::new),
                entry("slow-answer", SlowAnswers::new),
                entry("no-answer", UnansweredRequests::new),
                entry("large-items", order -> largeItems(order, world)),
                entry("nul-text", order -> nulText(order, world)),
                entry("clock-step", order -> new ClockStep(order, clock)),
                entry("clock-drift", order -> new ClockDrift(order, clock))));
    }

    private static SandboxFault lateFrames(FaultOrder order, Consumer<ItemOrder> world) {
        Duration age = order.age();
        return age == null ? new LateFrames(order) : new AppearingItems(order, age, ItemContent.PLAIN, world);
    }

    private static SandboxFault largeItems(FaultOrder order, Consumer<ItemOrder> world) {
        Integer size = order.size();
        return new AppearingItems(order, null, new ItemContent(size == null ? LARGE : size, Nul.NOWHERE), world);
    }

    private static SandboxFault nulText(FaultOrder order, Consumer<ItemOrder> world) {
        return switch (order.in(List.of("item", "id", "error", "cursor", "goodbye"))) {
            case "item" -> new AppearingItems(order, null, new ItemContent(0, Nul.TEXT), world);
            case "id" -> new AppearingItems(order, null, new ItemContent(0, Nul.ID), world);
            case "error" -> new NulErrors(order);
            case "cursor" -> new NulCursors(order);
            default -> new ClosedSockets(order);
        };
    }

    /** @throws IllegalArgumentException for a kind that there is not, or that does not take the order */
    SandboxFault make(FaultOrder order) {
        Function<FaultOrder, SandboxFault> kind = byName.get(order.kind());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "kind: '%s' (expected one of %s)".formatted(order.kind(), byName.keySet()));
        }
        return kind.apply(order);
    }
}
