package dev.gapless.scheduler.planning;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.message.MissingRequest;
import dev.gapless.common.message.MissingRequest.Horizon;
import dev.gapless.common.message.MissingResponse.Entry;
import dev.gapless.scheduler.accounts.FollowedStream;
import dev.gapless.scheduler.gaps.GapRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is asked about some streams, all at once. */
final class CoverageQueryBatch {

    /**
     * One stream's part.
     *
     * @param gaps all that are not filled, as they were before the question was asked
     * @param unlisted of what its listing does not show; null where nothing is reconciled
     */
    record Asked(
            FollowedStream followed,
            List<GapRow> gaps,
            Horizon listed,
            @Nullable Horizon unlisted) {

        /** The same, where only a comparison counts; null where nothing is reconciled. */
        @Nullable
        Horizon uncompared() {
            return unlisted == null
                    ? null
                    : new Horizon(
                            unlisted.stream(), unlisted.from(), unlisted.to(), unlisted.aspects(), Evidence.RECONCILED);
        }

        /** The gaps that a walk through the listing closes. */
        List<GapRow> mined() {
            return gaps.stream().filter(gap -> !gap.reconciles()).toList();
        }

        Set<Aspect> aspects(boolean reconciles) {
            return reconciles && unlisted != null ? unlisted.aspects() : listed.aspects();
        }
    }

    /**
     * @param unlisted null where nothing was asked
     * @param uncompared null where nothing was asked
     */
    record Answered(
            Asked asked,
            Entry listed,
            @Nullable Entry unlisted,
            @Nullable Entry uncompared) {}

    private final List<Asked> asked = new ArrayList<>();

    void about(FollowedStream followed, List<GapRow> gaps, Instant now) {
        List<GapRow> mined = gaps.stream().filter(gap -> !gap.reconciles()).toList();
        Optional<Horizon> listed = PlanningHorizons.asked(followed, mined, now);
        listed.ifPresent(horizon -> asked.add(new Asked(
                followed,
                gaps,
                horizon,
                ReconciliationPlanner.asked(followed, gaps, now).orElse(null))));
    }

    List<Answered> ask(MissingClient client) {
        if (asked.isEmpty()) {
            return List.of();
        }
        List<Horizon> horizons = new ArrayList<>();
        for (Asked one : asked) {
            horizons.add(one.listed());
            Horizon uncompared = one.uncompared();
            if (one.unlisted() != null && uncompared != null) {
                horizons.add(one.unlisted());
                horizons.add(uncompared);
            }
        }
        Iterator<Entry> entries =
                client.ask(new MissingRequest(horizons)).entries().iterator();
        List<Answered> answers = new ArrayList<>();
        for (Asked one : asked) {
            Entry listed = entries.next();
            answers.add(
                    one.unlisted() == null
                            ? new Answered(one, listed, null, null)
                            : new Answered(one, listed, entries.next(), entries.next()));
        }
        return answers;
    }
}
