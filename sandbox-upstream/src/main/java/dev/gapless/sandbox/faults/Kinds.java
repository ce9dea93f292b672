package dev.gapless.sandbox.faults;

import dev.gapless.sandbox.world.ItemOrder;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Every kind of fault there is; another is one more line and one more class. */
final class Kinds {

    private final Map<String, Function<FaultOrder, Fault>> byName;

    /** @param world makes items, for faults that need some */
    Kinds(Consumer<ItemOrder> world) {
        this.byName = new TreeMap<>(Map.of(
                "drop-socket", DroppedSockets::new,
                "half-open", HalfOpenSockets::new,
                "blind-stream", BlindStreams::new,
                "late-frames", order -> lateFrames(order, world),
                "reorder", ReorderedFrames::new,
                "partial-pages", PartialPages::new,
                "cursor-gone", GoneCursors::new,
                "429-storm", LimitStorm::new,
                "5xx", ServerErrors::new,
                "slow-answer", SlowAnswers::new));
    }

    private static Fault lateFrames(FaultOrder order, Consumer<ItemOrder> world) {
        Duration age = order.age();
        return age == null ? new LateFrames(order) : new BackdatedItems(order, age, world);
    }

    /** @throws IllegalArgumentException for a kind that there is not, or that does not take the order */
    Fault make(FaultOrder order) {
        Function<FaultOrder, Fault> kind = byName.get(order.kind());
        if (kind == null) {
            throw new IllegalArgumentException(
                    "kind: '%s' (expected one of %s)".formatted(order.kind(), byName.keySet()));
        }
        return kind.apply(order);
    }
}
