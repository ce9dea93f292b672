package dev.gapless.checkpoint.coverage.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.checkpoint.coverage.certificates.SchedulerGapClient.KnownGaps;
import dev.gapless.checkpoint.coverage.windows.CoverageReader.Fact;
import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.position.StreamId;
import dev.gapless.testing.StubHttpServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.RestClient;

class SchedulerGapClientIT {

    private static final List<Fact> FACTS = List.of(fact("ann", 5, 50), fact("bob", 0, 20));

    private final AtomicReference<String> asked = new AtomicReference<>("");
    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final StubHttpServer scheduler = new StubHttpServer();

    @BeforeEach
    void start() {
        scheduler.handle("/internal/v1/gaps:within", exchange -> {
            asked.set(StubHttpServer.body(exchange));
            StubHttpServer.answer(exchange, answer.get().isEmpty() ? 503 : 200, answer.get());
        });
    }

    @AfterEach
    void stop() {
        scheduler.close();
    }

    @Test
    void gaps_are_told_by_stream_with_what_the_scheduler_says_of_them() {
        answer.set("""
                {"gaps":[{"id":"g1","source":"forum","account":"ann","stream":"posts","from":7,"to":9,
                          "aspects":["CREATIONS"],"mode":"GAP_FILL","state":"UNFILLABLE","deadline":"2026-01-01T00:00:00Z",
                          "reason":"retention","etaSeconds":12.4,"more":1},
                         {"id":"g2","source":"forum","account":"ann","stream":"posts","from":10,"to":11,"state":"OPEN"}],
                 "streams":[]}
                """);

        KnownGaps gaps = gaps().within(FACTS).orElseThrow();

        assertThat(asked.get()).contains("\"from\":0", "\"to\":50", "\"account\":\"bob\"");
        assertThat(gaps.byStream()).containsOnlyKeys("forum/ann/posts");
        assertThat(gaps.of(new StreamId("forum", "ann", "posts")))
                .satisfiesExactly(
                        first -> {
                            assertThat(first.reason()).isEqualTo("retention");
                            assertThat(first.etaSeconds()).isEqualTo(12.4);
                        },
                        second -> assertThat(second.deadline()).isNull());
    }

    @Test
    void nothing_is_missing_of_an_aspect_that_the_items_of_a_stream_do_not_have() {
        answer.set("""
                {"gaps":[],"streams":[{"source":"chain","stream":"logs","aspects":["CREATIONS"]}]}
                """);
        StreamId logs = new StreamId("chain", "0xab", "logs");
        StreamId posts = new StreamId("forum", "ann", "posts");
        Map<Aspect, String> missing =
                Map.of(Aspect.CREATIONS, "[]", Aspect.EDITS, "[[0,9]]", Aspect.DELETIONS, "[[0,9]]");

        Optional<KnownGaps> known = gaps().within(FACTS);

        assertThat(SchedulerGapClient.ofItsAspects(known, logs, missing)).isEqualTo(Map.of(Aspect.CREATIONS, "[]"));
        assertThat(SchedulerGapClient.ofItsAspects(known, posts, missing))
                .as("no manifest says what it has")
                .isEqualTo(missing);
        assertThat(SchedulerGapClient.ofItsAspects(Optional.empty(), logs, missing))
                .as("the scheduler is away")
                .isEqualTo(missing);
    }

    @Test
    void a_scheduler_that_fails_or_is_away_tells_nothing() {
        assertThat(gaps().within(FACTS)).isEmpty();
        answer.set("{}");
        assertThat(gaps().within(FACTS)).isEmpty();
        scheduler.close();
        assertThat(gaps().within(FACTS)).isEmpty();
    }

    private SchedulerGapClient gaps() {
        return new SchedulerGapClient(RestClient.create(scheduler.url()));
    }

    private static Fact fact(String account, long from, long to) {
        return new Fact(new StreamId("forum", account, "posts"), from, to, List.of(), Map.of(), 0, null, null);
    }
}
