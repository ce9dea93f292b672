package dev.gapless.scheduler.gaps;

import dev.gapless.common.position.StreamId;
import java.util.List;
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

    /** @param gaps those that are not filled */
    record Answer(List<GapView> gaps) {}

    private final GapQueries gaps;

    GapsWithin(GapQueries gaps) {
        this.gaps = gaps;
    }

    @PostMapping("/internal/v1/gaps:within")
    Answer within(@RequestBody Question question) {
        return new Answer(gaps.within(question.streams(), question.from(), question.to()));
    }
}
