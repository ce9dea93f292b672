package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.position.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tells other services which gaps lie in a range: a certificate shows them beside what is covered. */
@RestController
class GapsWithin {

    /**
     * @param from first position asked about
     * @param to first position after
     */
    record Question(List<StreamId> streams, long from, long to) {}

    record Answer(List<Found> gaps) {}

    /** A gap that is not filled. */
    record Found(
            String id,
            String source,
            String account,
            String stream,
            long from,
            long to,
            Set<Aspect> aspects,
            MiningMode mode,
            GapState state,
            GapCause cause,
            @Nullable Instant deadline,
            @Nullable String reason,
            @Nullable Long etaSeconds) {

        static Found of(GapView gap) {
            return new Found(
                    gap.id(),
                    gap.source(),
                    gap.account(),
                    gap.stream(),
                    gap.from(),
                    gap.to(),
                    gap.aspects(),
                    gap.mode(),
                    gap.state(),
                    gap.cause(),
                    gap.deadline(),
                    gap.reason(),
                    gap.etaSeconds());
        }
    }

    private final GapQueries gaps;

    GapsWithin(GapQueries gaps) {
        this.gaps = gaps;
    }

    @PostMapping("/internal/v1/gaps:within")
    Answer within(@RequestBody Question question) {
        return new Answer(gaps.within(question.streams(), question.from(), question.to()).stream()
                .map(Found::of)
                .toList());
    }
}
