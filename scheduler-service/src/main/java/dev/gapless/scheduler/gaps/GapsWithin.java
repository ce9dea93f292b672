package dev.gapless.scheduler.gaps;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import java.util.List;
import java.util.Set;
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

    /**
     * @param gaps those that are not filled
     * @param streams those of the source that the manifest has, once for all accounts
     */
    record Answer(List<GapView> gaps, List<ListedStream> streams) {}

    /** @param aspects what the stream's items have; nothing can be missing of the others */
    record ListedStream(String source, String stream, Set<Aspect> aspects) {}

    private final GapQueries gaps;
    private final StreamAspects aspects;

    GapsWithin(GapQueries gaps, StreamAspects aspects) {
        this.gaps = gaps;
        this.aspects = aspects;
    }

    @PostMapping("/internal/v1/gaps:within")
    Answer within(@RequestBody Question question) {
        return new Answer(gaps.within(question.streams(), question.from(), question.to()), listed(question.streams()));
    }

    private List<ListedStream> listed(List<StreamId> streams) {
        return streams.stream()
                .map(stream -> new ListedStream(stream.source(), stream.stream(), Set.of()))
                .distinct()
                .map(each -> new ListedStream(each.source(), each.stream(), aspects.of(each.source(), each.stream())))
                .filter(each -> !each.aspects().isEmpty())
                .toList();
    }
}
