package dev.gapless.miner.gapfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.gapless.common.coverage.Aspect;
import dev.gapless.common.coverage.Evidence;
import dev.gapless.common.coverage.Range;
import dev.gapless.common.message.CoverageReport;
import dev.gapless.common.message.MiningMode;
import dev.gapless.common.message.MiningProgress;
import dev.gapless.common.message.MiningProgress.Outcome;
import dev.gapless.common.message.MiningTask;
import dev.gapless.common.position.PositionDomain;
import dev.gapless.connector.PageStep;
import dev.gapless.connector.PageStep.ListedItem;
import dev.gapless.connector.PageStep.Page;
import dev.gapless.connector.PageStep.Page.ListingState;
import dev.gapless.connector.StreamSpec;
import dev.gapless.connector.StreamSpec.Kind;
import dev.gapless.miner.fakes.FakeSource;
import dev.gapless.miner.fakes.FixedNoon;
import dev.gapless.miner.fakes.ScriptedWalk;
import dev.gapless.miner.walk.MinerFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The stream is polled each 10 s; a task's range is [0,3600 s). */
class SecondLookTest {

    private static final long SECOND = 1_000_000;
    private static final long END = 3_600 * SECOND;

    private final MinerFixture mine = new MinerFixture();
    private final List<Range> asked = new ArrayList<>();
    private final List<MiningMode> modes = new ArrayList<>();
    private PositionDomain domain = PositionDomain.TIME;

    @Test
    void an_empty_answer_for_an_hour_claims_nothing_before_a_second_one_a_minute_later() {
        MiningProgress first = first(last(Range.of(0, END), Range.of(0, END)));

        assertThat(first.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(first.retryAt()).isEqualTo(mine.clock.instant().plusSeconds(60));
        assertThat(first.reason()).startsWith("the listing ends and shows nothing of [0,3600000000)");
        assertThat(mine.coverage()).isEmpty();

        MiningProgress second = resumed(first.resume(), last(Range.of(0, END), Range.of(0, END)));

        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(mine.coverage())
                .extracting(CoverageReport::evidence, CoverageReport::from, CoverageReport::to)
                .containsExactly(tuple(Evidence.WALKED_TWICE, 0L, END));
    }

    /** A gap is filled from a place that another walk has seen. What that place hides, a second look must not miss. */
    @Test
    void a_second_look_walks_like_an_audit() {
        MiningProgress first = first(last(Range.of(0, END), Range.of(0, END)));
        resumed(first.resume(), last(Range.of(0, END), Range.of(0, END)));

        assertThat(modes).containsExactly(MiningMode.GAP_FILL, MiningMode.AUDIT);
    }

    @Test
    void what_has_items_is_claimed_at_once_and_only_the_rest_is_walked_again() {
        long lowest = 3_000 * SECOND;

        MiningProgress first = first(last(Range.of(0, END), Range.of(0, lowest + 1), lowest));
        resumed(first.resume(), last(Range.of(0, lowest + 1), Range.of(0, lowest + 1)));

        assertThat(first.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(asked).containsExactly(Range.of(0, END), Range.of(0, lowest + 1));
        assertThat(mine.coverage())
                .extracting(CoverageReport::evidence, CoverageReport::from, CoverageReport::to)
                .containsExactly(
                        tuple(Evidence.PAGE_WALK, lowest + 1, END), tuple(Evidence.WALKED_TWICE, 0L, lowest + 1));
    }

    @Test
    void a_second_walk_that_finds_something_delivers_it_and_claims_what_both_saw_empty() {
        MiningProgress first = first(last(Range.of(0, END), Range.of(0, END)));
        long lowest = 3_000 * SECOND;

        MiningProgress second = resumed(first.resume(), last(Range.of(0, END), Range.of(0, lowest + 1), lowest));

        assertThat(second.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(second.items()).isEqualTo(1);
        assertThat(mine.coverage())
                .extracting(CoverageReport::evidence, CoverageReport::from, CoverageReport::to)
                .containsExactly(
                        tuple(Evidence.PAGE_WALK, lowest + 1, END), tuple(Evidence.WALKED_TWICE, 0L, lowest + 1));
    }

    @Test
    void a_second_walk_of_many_pages_goes_on_where_it_was() {
        MiningProgress first = first(last(Range.of(0, END), Range.of(0, END)));
        mine.kafka.refuse(parcel -> parcel.key().endsWith("/i2"));
        MiningProgress failed = resumed(first.resume(), page(null, 1), page(null, 2));

        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(mine.resumes).containsExactly(null, null);
        mine.kafka.refuse(parcel -> false);
        resumed(failed.resume(), last(Range.of(0, END), Range.of(0, END)));

        assertThat(mine.resumes).containsExactly(null, null, "after-1");
        assertThat(asked).containsOnly(Range.of(0, END));
        assertThat(mine.coverage()).extracting(CoverageReport::evidence).containsExactly(Evidence.WALKED_TWICE);
    }

    @Test
    void a_few_polls_or_a_few_numbers_without_items_are_believed_at_once() {
        MiningProgress polls = first(last(Range.of(0, END), Range.of(0, 30 * SECOND)));
        domain = PositionDomain.SEQUENCE;
        MiningProgress numbers = first(last(Range.of(0, END), Range.of(0, 10)));
        MiningProgress many = first(last(Range.of(0, END), Range.of(0, 11)));

        assertThat(polls.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(numbers.outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(many.outcome()).isEqualTo(Outcome.LIMITED);
    }

    /** The listing is behind what was seen elsewhere: a trade of the live path that it does not list yet. */
    @Test
    void one_number_that_is_known_to_be_there_is_not_believed_to_be_missing() {
        domain = PositionDomain.SEQUENCE;
        Page behind = new Page(
                items(7),
                List.of(),
                Range.of(0, 9),
                List.of(),
                null,
                true,
                0,
                Range.of(8, 9),
                Long.MAX_VALUE,
                ListingState.BEHIND);

        MiningProgress first = first(behind);
        assertThat(first.outcome()).isEqualTo(Outcome.LIMITED);
        assertThat(mine.coverage())
                .extracting(CoverageReport::from, CoverageReport::to)
                .containsExactly(tuple(0L, 8L));
        resumed(first.resume(), behind);
        assertThat(mine.coverage())
                .extracting(CoverageReport::evidence, CoverageReport::from, CoverageReport::to)
                .contains(tuple(Evidence.WALKED_TWICE, 8L, 9L));
    }

    @Test
    void a_second_look_of_another_range_is_a_first_one() {
        MiningProgress first = first(last(Range.of(0, END), Range.of(0, END)));
        MiningTask other = new MiningTask(
                "gap-1:5",
                "gap-1",
                MinerFixture.POSTS,
                MiningMode.GAP_FILL,
                10,
                END,
                first.resume(),
                5,
                7,
                FixedNoon.NOON);

        assertThat(walk(other, last(Range.of(10, END), Range.of(10, END))).outcome())
                .isEqualTo(Outcome.LIMITED);
        assertThat(asked.getLast()).isEqualTo(Range.of(10, END));
        assertThat(mine.coverage()).isEmpty();
    }

    private static Page last(Range covers, Range unseen, long... positions) {
        return new Page(items(positions), List.of(), covers, List.of(), null, true, 0, unseen, Long.MAX_VALUE);
    }

    private static Page page(@Nullable Range covers, long... positions) {
        return new Page(items(positions), List.of(), covers, List.of(), null, false);
    }

    private static List<ListedItem> items(long... positions) {
        List<ListedItem> items = new ArrayList<>();
        for (long position : positions) {
            items.add(new ListedItem("i" + position, position, new byte[] {'{', '}'}));
        }
        return items;
    }

    private MiningProgress first(PageStep... steps) {
        return resumed(null, steps);
    }

    private MiningProgress resumed(@Nullable String resume, PageStep... steps) {
        return walk(
                new MiningTask(
                        "gap-1:4",
                        "gap-1",
                        MinerFixture.POSTS,
                        MiningMode.GAP_FILL,
                        0,
                        END,
                        resume,
                        4,
                        7,
                        FixedNoon.NOON),
                steps);
    }

    private MiningProgress walk(MiningTask task, PageStep... steps) {
        return mine.mine(
                task,
                FakeSource.of(FakeSource.HTTP, (stream, mode, from, to, resume) -> {
                            asked.add(Range.of(from, to));
                            modes.add(mode);
                            mine.resumes.add(resume);
                            return new ScriptedWalk(List.of(steps));
                        })
                        .with(new StreamSpec(
                                "posts",
                                Kind.EVENT,
                                domain,
                                Set.of(Aspect.CREATIONS),
                                Set.of(Aspect.CREATIONS),
                                true,
                                new StreamSpec.StreamTiming(
                                        Duration.ofSeconds(2), Duration.ofDays(1), Duration.ofSeconds(10)))));
    }
}
