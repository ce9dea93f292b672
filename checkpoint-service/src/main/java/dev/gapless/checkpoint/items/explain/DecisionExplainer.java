package dev.gapless.checkpoint.items.explain;

import dev.gapless.checkpoint.items.explain.ItemExplanation.Accepted;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.Decision;
import dev.gapless.common.message.IngestPath;
import dev.gapless.common.message.ItemOperation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger's rules in words. Of each accepted version it is told by which of them it replaced the one before. */
final class DecisionExplainer {

    private DecisionExplainer() {}

    /** @param chain the earliest first */
    static List<Accepted> named(List<Accepted> chain) {
        List<Accepted> named = new ArrayList<>();
        Accepted before = null;
        for (Accepted each : chain) {
            named.add(with(each, rule(before, each)));
            before = each;
        }
        return named;
    }

    private static String rule(@Nullable Accepted before, Accepted now) {
        if (before == null) {
            return now.operation() == ItemOperation.DELETE
                    ? "nothing was held of it: kept as a tombstone, so that no older version can come in"
                    : "nothing was held of it";
        }
        if (now.version() > before.version()) {
            String higher = "version %d is higher than %d".formatted(now.version(), before.version());
            return now.decision() == Decision.NEW ? higher + ", the tombstone's" : higher;
        }
        if (now.operation().compareTo(before.operation()) > 0) {
            return "at the same version %s goes before %s".formatted(word(now.operation()), word(before.operation()));
        }
        return now.path() == IngestPath.LIVE && before.path() == IngestPath.MINED
                ? "same version, other content: the live path goes before the paged one"
                : "same version, other content: the later arrival by the same path";
    }

    /** What is known of something that was never accepted. */
    static String verdict(
            ItemExplanation.@Nullable Held held, @Nullable Long position, List<ItemExplanation.Window> windows) {
        if (held != null) {
            return held.deleted() ? "held, as deleted" : "held";
        }
        if (position == null) {
            return "never accepted; name its position to see the coverage there";
        }
        Set<Aspect> covered = EnumSet.noneOf(Aspect.class);
        windows.forEach(window -> covered.addAll(window.aspects()));
        if (covered.contains(Aspect.CREATIONS)) {
            return "never accepted, though creations at its position are covered: by this evidence it was not there";
        }
        return windows.isEmpty()
                ? "never accepted, and its position was not covered: it may be there"
                : "never accepted, and creations at its position are not covered: it may be there";
    }

    private static String word(ItemOperation operation) {
        return switch (operation) {
            case CREATE -> "a create";
            case UPDATE -> "an update";
            case DELETE -> "a delete";
        };
    }

    private static Accepted with(Accepted each, String rule) {
        return new Accepted(
                each.at(),
                each.decision(),
                rule,
                each.operation(),
                each.version(),
                each.position(),
                each.path(),
                each.provenance(),
                each.hash(),
                each.log());
    }
}
