package dev.gapless.checkpoint.coverage.windows;

import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.ALL;
import static dev.gapless.checkpoint.coverage.windows.CoverageReportBuilder.POSTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.IngestPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Windows that open, grow, close and repeat old reports, among retractions, merges and returns of those thought gone.
 * They are compared with one bit a position and window. The service chooses what a retraction of one window takes from
 * rows merged before. So the coverage is checked against what the model surely holds and what it may hold at most.
 */
class RetractionModelIT {

    private static final int END = 200;

    /** What a window claimed, and what was taken from it. */
    private static final class Session {
        private final String id;
        private final IngestPath path;
        private final int from;
        private int to;
        private boolean closed;
        private final BitSet claimed = new BitSet();
        private final BitSet cut = new BitSet();
        private final BitSet perhapsCut = new BitSet();

        private Session(String id, IngestPath path, int from) {
            this.id = id;
            this.path = path;
            this.from = from;
            this.to = from;
        }
    }

    private final CoverageRig coverage = new CoverageRig();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private final List<CoverageReportBuilder> told = new ArrayList<>();
    private boolean merged;

    @AfterEach
    void close() {
        coverage.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void what_was_retracted_stays_out_whatever_is_reported_repeated_or_merged(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 60; step++) {
            Instant now = CoverageReportBuilder.AT.plusSeconds(step);
            switch (random.nextInt(10)) {
                case 0, 1 -> retractAll(random, now);
                case 2 -> retractOne(random, now);
                case 3 -> merge(random);
                default -> coverage.apply(poll(random, now));
            }
            BitSet held = held();
            assertThat(minus(held, union(true)))
                    .as("claimed too much, step %d", step)
                    .isEqualTo(new BitSet());
            assertThat(minus(union(false), held))
                    .as("claimed too little, step %d", step)
                    .isEqualTo(new BitSet());
        }
    }

    private CoverageReportBuilder[] poll(SplittableRandom random, Instant now) {
        CoverageReportBuilder[] poll = new CoverageReportBuilder[1 + random.nextInt(4)];
        for (int i = 0; i < poll.length; i++) {
            boolean again = !told.isEmpty() && random.nextInt(4) == 0;
            poll[i] = again ? told.get(random.nextInt(told.size())) : fresh(random, now);
            told.add(poll[i]);
            Session session = sessions.get(poll[i].window());
            if (session != null) {
                session.claimed.set((int) poll[i].from(), (int) poll[i].to());
            }
        }
        return poll;
    }

    private CoverageReportBuilder fresh(SplittableRandom random, Instant now) {
        List<Session> open =
                sessions.values().stream().filter(each -> !each.closed).toList();
        Session session;
        if (open.size() < 2 || (open.size() < 5 && random.nextInt(4) == 0)) {
            IngestPath path = random.nextInt(3) == 0 ? IngestPath.MINED : IngestPath.LIVE;
            session = new Session("w" + sessions.size(), path, random.nextInt(END - 60));
            sessions.put(session.id, session);
        } else {
            session = open.get(random.nextInt(open.size()));
            session.to = Math.min(END, session.to + random.nextInt(20));
            session.closed = random.nextInt(6) == 0;
        }
        return new CoverageReportBuilder(
                session.id,
                POSTS,
                session.path,
                ALL,
                session.from,
                session.to,
                !session.closed,
                1,
                0,
                List.of(),
                null,
                null,
                List.of(),
                now);
    }

    private void retractAll(SplittableRandom random, Instant now) {
        int from = random.nextInt(END - 30);
        int to = from + 1 + random.nextInt(30);
        coverage.retract(from, to, null, now);
        sessions.values().stream().filter(each -> each.path == IngestPath.LIVE).forEach(each -> each.cut.set(from, to));
    }

    private void retractOne(SplittableRandom random, Instant now) {
        if (sessions.isEmpty()) {
            return;
        }
        int from = random.nextInt(END - 30);
        int to = from + 1 + random.nextInt(30);
        Session retracted = List.copyOf(sessions.values()).get(random.nextInt(sessions.size()));
        coverage.retract(from, to, retracted.id, now);
        retracted.cut.set(from, to);
        if (merged) {
            sessions.values().forEach(each -> each.perhapsCut.set(from, to));
        }
    }

    /** Sometimes after so long that open windows are taken for abandoned; their holders come back all the same. */
    private void merge(SplittableRandom random) {
        coverage.age(random.nextBoolean() ? Duration.ofMinutes(11) : Duration.ofHours(2));
        coverage.merge();
        merged = true;
    }

    private BitSet held() {
        BitSet held = new BitSet();
        held.set(0, END);
        for (Range missing : coverage.ask(0, END, ALL).missing()) {
            held.clear((int) missing.from(), (int) missing.to());
        }
        return held;
    }

    private BitSet union(boolean atMost) {
        BitSet union = new BitSet();
        sessions.values().forEach(each -> {
            BitSet part = minus(each.claimed, each.cut);
            union.or(atMost ? part : minus(part, each.perhapsCut));
        });
        return union;
    }

    private static BitSet minus(BitSet from, BitSet taken) {
        BitSet rest = (BitSet) from.clone();
        rest.andNot(taken);
        return rest;
    }
}
